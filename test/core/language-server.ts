import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** TypeScript's language server, as editors ask it (Language Server Protocol 3.17, base protocol). */
export class LanguageServer {
  readonly #server: ChildProcessWithoutNullStreams = spawn(process.execPath, ['node_modules/typescript/bin/tsc', '--lsp', '--stdio']);
  readonly #waiting = new Map<number, { readonly resolve: (result: unknown) => void; readonly reject: (error: Error) => void }>();
  #received: Buffer = Buffer.alloc(0);
  #asked = 0;

  constructor() {
    this.#server.stdout.on('data', (bytes: Buffer) => this.#take(bytes));
    this.#server.on('exit', (code) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`The language server has ended (${code}).`));
    });
  }

  ask(method: string, params: object | null): Promise<unknown> {
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#send({ id, method, params });
    });
  }

  tell(method: string, params: object | null): void {
    this.#send({ method, params });
  }

  stop(): void {
    this.#waiting.clear();
    this.#server.kill();
  }

  #send(message: object): void {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.#server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  #take(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes]);
    for (let head = this.#received.indexOf('\r\n\r\n'); head >= 0; head = this.#received.indexOf('\r\n\r\n')) {
      const end = head + 4 + Number(/Content-Length: (\d+)/i.exec(this.#received.toString('latin1', 0, head))![1]);
      if (this.#received.length < end) return;
      this.#answer(JSON.parse(this.#received.toString('utf8', head + 4, end)) as Message);
      this.#received = this.#received.subarray(end);
    }
  }

  #answer({ id, method, result, error }: Message): void {
    if (method !== undefined) return id === undefined ? undefined : this.#send({ id, result: null }); // it asks, too
    const waiting = this.#waiting.get(id as number);
    this.#waiting.delete(id as number);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new Error(error.message));
  }
}
