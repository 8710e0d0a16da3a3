/** The part of the WebAssembly interface that the backend uses. TypeScript has it in lib.dom, which a Node project
 *  does not load. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Memory {
    constructor(descriptor: { initial: number; maximum: number; shared: true });
    readonly buffer: SharedArrayBuffer;
    grow(pages: number): number;
  }
  class Global {
    value: number;
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, Memory | ((...args: never[]) => number | void)>>);
    readonly exports: unknown;
  }
}
