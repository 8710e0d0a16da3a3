/** Keras guards logarithms and divisions with this. */
export const EPSILON = 1e-7;
