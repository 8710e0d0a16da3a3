/** The part of a page that its host uses. TypeScript has it in lib.dom, which a Node project does not load. */
declare namespace Page {
  interface Message {
    readonly data: unknown;
  }
  interface Failure {
    readonly message?: string;
    readonly error?: unknown;
    preventDefault(): void;
  }
  class Listens {
    addEventListener(type: 'message', listener: (event: Message) => void, options?: { once: true }): void;
    addEventListener(type: 'error', listener: (event: Failure) => void): void;
    postMessage(message: unknown): void;
  }
  class Worker extends Listens {
    constructor(url: string | URL, options: { type: 'module'; name: string });
    terminate(): void;
  }
  interface Scope extends Listens {
    readonly crossOriginIsolated?: boolean;
    readonly navigator?: { readonly hardwareConcurrency?: number; readonly deviceMemory?: number };
  }
}
