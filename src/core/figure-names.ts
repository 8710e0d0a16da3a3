export const capitalized = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/** The name that a figure has on validation data. */
export const validated = (name: string): string => `val${capitalized(name)}`;
