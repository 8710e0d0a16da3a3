/** What the library asks of the place it runs in: a process of Node, or a page. Nothing that pages
 *  load uses globals and modules of Node, and `src/host` alone uses those of pages. */
import type * as fs from 'node:fs/promises';
import type * as csv from 'csv-parse';
import type * as csvSync from 'csv-parse/sync';

/** A thread that computes, as the machine sees it. */
export interface WorkerThread {
  postMessage(message: unknown): void;
  /** Lets the process wait for the thread, or end without it. */
  ref(): void;
  unref(): void;
  terminate(): void;
}

/** What a thread tells. */
export interface WorkerEvents {
  message(message: unknown): void;
  /** The thread has ended. */
  end(why: string, cause: unknown): void;
  /** The thread has never begun, and will not. */
  refused(why: string): void;
}

/** Files by their paths. */
export interface Files
  extends Pick<typeof fs, 'open' | 'opendir' | 'readdir' | 'readFile' | 'rename' | 'rm' | 'rmdir' | 'stat' | 'truncate'> {
  dirname(path: string): string;
  join(...parts: readonly string[]): string;
  /** See `formats/write-file.ts`. */
  writeWhole(where: string, path: string, pieces: Iterable<Uint8Array>): Promise<void>;
  appendTo(where: string, path: string, text: string): Promise<void>;
  makeFolder(path: string): Promise<void>;
  /** See `formats/leftovers.ts`. */
  removeLeftovers(folder: string): Promise<void>;
}

export interface Output {
  readonly isTTY?: boolean;
  /** The width of a terminal. */
  readonly columns?: number;
  /** Whether a terminal has colors, and the user wants them. */
  hasColors?(): boolean;
  write(text: string): unknown;
}

export interface Host {
  /** Makes the machine of native code; where no addon can be loaded there is none. */
  readonly native?: () => unknown;
  /** A setting from outside, such as MYELIN_NUM_THREADS. */
  setting(name: string): string | undefined;
  /** Shows a warning. */
  warn(code: string, message: string): void;
  /** Codes of the warnings that the threads before this one have given; and how to tell those that come later. */
  readonly warned: { get(): readonly string[]; set(codes: readonly string[]): void };
  /** The columns that a text takes on a terminal. */
  textWidth(text: string): number;
  /** Where progress is shown. */
  readonly output: Output;
  /** Lets the event loop do other work: timers, files and messages, all that is due. */
  pause(): Promise<void>;
  /** Comes back behind what is under way in this turn of the event loop. Unlike behind `pause`, timers may not have had theirs. */
  soon(): Promise<void>;
  /** @param where  begins the error
   *  @throws {ConfigError} where there are none */
  files(where: string): Files;
  /** Decompresses gzip that comes in pieces, to pieces of about `size` bytes. Throws if it is damaged. */
  gunzip(pieces: AsyncIterable<Uint8Array>, size: number): AsyncIterable<Uint8Array>;
  /** As gunzip, deflate data without a frame. */
  inflate(pieces: AsyncIterable<Uint8Array>, size: number): AsyncIterable<Uint8Array>;
  /** Throws if it is damaged or gives more than `most` bytes. */
  gunzipSync(bytes: Uint8Array, most: number): Uint8Array;
  /** The parser of CSV, as a stream. */
  csv(): Promise<typeof csv>;
  /** The same for a whole text. @throws {ConfigError} in a page that has not loaded the other */
  csvSync(): typeof csvSync;
  /** Bytes of JavaScript's memory: those in use, and where the process ends. */
  heap(): { readonly used: number; readonly limit: number };
  /** An optional package. @throws {Error} if there is none */
  library(name: string): unknown;
  /** The processors that this process may use. */
  cores(): number;
  /** The bytes of memory that it may use. */
  memory(): number;
  /** Why threads cannot share memory here; undefined where they can. */
  readonly alone: string | undefined;
  /** Whether this thread may sleep until another one wakes it. */
  readonly sleeps: boolean;
  /** The bytes of a text in base64. */
  fromBase64(text: string): Uint8Array;
  /** Starts a thread that runs `backend/wasm-worker.ts`. @throws {Error} if it cannot be started; or `events.refused` is told later */
  startWorker(data: unknown, events: WorkerEvents): WorkerThread;
}

let make: (() => Host) | undefined;
let current: Host | undefined;

/** Where the library runs. */
export function host(): Host {
  if (make === undefined) throw new Error("myelin: import 'myelin' before one of its inner files.");
  return (current ??= make());
}

/** Called by the entries, before anything asks. */
export function useHost(it: () => Host): void {
  make = it;
  current = undefined;
}
