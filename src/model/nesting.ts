/** The deepest nesting of a configuration: some hundred models one within another. What goes through it calls itself for each level. */
export const DEEPEST = 500;

/** The deepest nesting of brackets in a text of JSON. */
export function depthOf(json: string): number {
  let [depth, deepest] = [0, 0];
  for (let i = 0; i < json.length; i++) {
    const c = json[i];
    if (c === '{' || c === '[') deepest = Math.max(deepest, ++depth);
    else if (c === '}' || c === ']') depth--;
    else if (c === '"') for (i++; i < json.length && json[i] !== '"'; i++) if (json[i] === '\\') i++;
  }
  return deepest;
}
