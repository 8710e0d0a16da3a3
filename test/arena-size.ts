/** How large the arenas of a machine become. */
import type { Backend } from '../src/backend/backend.ts';

/** The machine, and a count of the most elements that its arenas had. */
export function counted(backend: Backend): { readonly backend: Backend; most(): number } {
  let most = 0;
  const note = (elements: number): number => {
    most = Math.max(most, elements);
    return elements;
  };
  const allocate: Backend['allocate'] = (elements) => {
    const arena = backend.allocate(note(elements));
    const resize = arena.resize.bind(arena);
    arena.resize = (size) => resize(note(size));
    return arena;
  };
  return { backend: Object.assign(Object.create(backend) as Backend, { allocate }), most: () => most };
}
