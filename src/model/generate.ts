import { isNumberArray, numbersIn, type NumberArray } from '../core/convert.ts';
import { boolean, integer, maybe, number, oneOf, options, or, orNone, type Held, type Option } from '../core/declaration.ts';
import { ConfigError, show } from '../core/errors.ts';
import { host } from '../core/host.ts';
import { checkInteger, checkSeed, checkSignal } from '../core/options.ts';
import { freshSeed } from '../core/seed.ts';
import { showShape } from '../core/shape.ts';
import { all } from '../core/realm.ts';
import { Model } from './model.ts';
import { CachedSteps, WholeSequences, type NextTokens } from './next-tokens.ts';
import { drawnAt, greatest, logitsOf, samplingShares, uniform } from './sampling.ts';

/** The numbers of tokens. */
export type Tokens = readonly number[] | NumberArray;

export interface GenerateOptions {
  /** The most tokens that a prompt goes on with. */
  maxNewTokens: number;
  /** 'sample' draws the next token, 'greedy' takes the most probable one (default 'sample'). */
  strategy?: 'sample' | 'greedy';
  /** By what logits are divided before a token is drawn: below 1 probable tokens become more probable (default 1). */
  temperature?: number;
  /** How many of the most probable tokens can be drawn (default: all). */
  topK?: number | null;
  /** Only the fewest most probable tokens whose probabilities sum to this can be drawn (default 1: all). */
  topP?: number;
  /** Fixes the draws (default: at random). */
  seed?: number | null;
  /** The token, or the tokens, with which a text ends (default: none). */
  endToken?: number | readonly number[] | null;
  /** Whether the model gives logits, and not probabilities as a softmax gives them (default false). */
  fromLogits?: boolean;
  /** Whether layers keep what they need of earlier steps, so that each token takes one step; otherwise all steps are computed anew for
   *  each token, as any model allows (default true). */
  cache?: boolean;
  /** Is called with each new token and the number of its prompt; a promise is waited for. */
  onToken?: (token: number, prompt: number) => unknown;
  /** Ends the work when it is aborted: from then on no token is told, and the promise is rejected with the signal's reason. */
  signal?: AbortSignal;
}

const tokenOrTokens = (): Option<number | readonly number[], readonly number[]> => ({
  check: (where, name, given) =>
    Array.from(Array.isArray(given) ? (given as readonly number[]) : [given as number], (token) => checkInteger(where, name, token, 0)),
  store: (held) => held,
});
const OPTIONS = options<GenerateOptions>()({
  maxNewTokens: integer({ least: 1 }),
  strategy: or(oneOf(['sample', 'greedy']), 'sample'),
  temperature: or(number({ least: Number.MIN_VALUE }), 1),
  topK: orNone(integer({ least: 1 })),
  topP: or(number({ least: Number.MIN_VALUE, most: 1 }), 1),
  seed: orNone({ check: (where, _, given: number) => checkSeed(where, given), store: (held) => held }),
  endToken: orNone(tokenOrTokens()),
  fromLogits: or(boolean(), false),
  cache: or(boolean(), true),
  onToken: maybe({ check: checkFunction, store: (held) => held }),
  signal: maybe({ check: (where, _, given: AbortSignal) => checkSignal(where, given)!, store: (held) => held }),
});

function checkFunction(where: string, name: string, given: NonNullable<GenerateOptions['onToken']>): typeof given {
  if (typeof given === 'function') return given;
  throw new ConfigError(`${where}: ${name} must be a function, received ${show(given)}.`);
}

/** Lets a model go on with a prompt, or with several that may differ in length: its output at the last step says which token comes next,
 *  and what is taken is given to it as the next step. The work is done off the thread, and the event loop goes on between tokens.
 *
 *  With `cache`, layers keep what they need of earlier steps, and each token takes one step: attention with `useCausalMask` of a sequence
 *  to itself, and so `transformerDecoder`, keeps keys and values, recurrent layers that begin at the first step keep their states, and
 *  `conv1d` with padding 'causal', strides 1 and channels last keeps the inputs that its window spans. Others must treat each step by
 *  itself, their activations, too: those with a name do. What does not, or is called with training: true and joins steps then, as
 *  `batchNormalization` does, is refused by name.
 *  Outputs equal those for whole sequences up to the rounding of float32. Tokens follow from logits and the seed: they are the same on
 *  all machines, unless logits that differ in rounding lie on two sides of a draw, or are equal but for it.
 *  @param model  takes tokens [batch, steps] and gives [batch, steps, tokens], or [batch, tokens] for the last step
 *  @returns the new tokens of each prompt, without the prompt; an end token is the last of them
 *  @example
 *  const tokens = await generate(net, [1, 7, 3], { maxNewTokens: 50, topK: 40, temperature: 0.8, seed: 1, fromLogits: true });
 *  @throws {ConfigError} on invalid options or prompts, or a model that cannot be used so
 *  @throws {DataError} if what the model gives are no numbers, or no probabilities */
export async function generate<P extends Tokens | readonly Tokens[]>(
  model: Model, prompt: P, given: GenerateOptions,
): Promise<P extends Tokens ? number[] : number[][]> {
  const held = OPTIONS.read('generate', given);
  if (held.strategy === 'greedy' && (given.temperature ?? given.topK ?? given.topP ?? given.seed ?? undefined) !== undefined)
    throw new ConfigError("generate: temperature, topK, topP and seed are for draws. Leave them away, or leave strategy 'greedy' away.");
  const several = Array.isArray(prompt) && all(prompt, (p) => typeof p !== 'number') && prompt.length > 0;
  const prompts = (several ? (prompt as readonly Tokens[]) : [prompt as Tokens]).map(checkedPrompt);
  const source = sourceFor(model, prompts, held);
  try {
    const made = await goOn(source, prompts.length, held);
    return (several ? made : made[0]) as P extends Tokens ? number[] : number[][];
  } finally {
    source.dispose();
  }
}

function checkedPrompt(prompt: Tokens): readonly number[] {
  if ((!Array.isArray(prompt) && !isNumberArray(prompt)) || prompt.length === 0) {
    throw new ConfigError(
      `generate: expected a prompt of at least one token, as an array of integers, typed or not, or a list of such, received ` +
        `${show(prompt)}.`,
    );
  }
  const tokens = isNumberArray(prompt) ? numbersIn(prompt) : prompt;
  return Array.from(tokens, (token) => checkInteger('generate', 'a token of a prompt', token, 0));
}

/** @throws {ConfigError} unless the model takes sequences of tokens, and such long ones */
function sourceFor(model: Model, prompts: readonly (readonly number[])[], { cache, maxNewTokens }: Held<typeof OPTIONS>): NextTokens {
  if (!(model instanceof Model)) throw new ConfigError(`generate: expected a model, received ${show(model)}.`);
  const { inputs } = model;
  if (inputs === undefined)
    throw new ConfigError(
      `generate: the shapes of ${model.name} are not known yet. Give the first layer an inputShape, or call build or fit.`,
    );
  const [input, ...more] = inputs;
  if (more.length > 0 || model.outputs.length > 1 || model.readsHostData || input!.shape.length !== 2) {
    throw new ConfigError(
      `generate: expected a model with one input of tokens, [*, steps], and one output, ${model.name} has inputs ` +
        `${inputs.map(({ shape }) => showShape(shape)).join(', ')} and ${model.outputs.length} outputs` +
        `${model.readsHostData ? ', and reads data on the host' : ''}.`,
    );
  }
  const steps = input!.shape[1] ?? undefined;
  if (cache && steps !== undefined) {
    throw new ConfigError(
      `generate: ${model.name} takes sequences of ${steps} steps alone. Make it for any number, with an input of shape [null], or give ` +
        'generate cache: false, which gives the model the last steps for each token.',
    );
  }
  const short = prompts.findIndex(({ length }) => length < (steps ?? 0));
  if (short >= 0) {
    throw new ConfigError(
      `generate: ${model.name} takes sequences of ${steps} steps, and prompt ${short} has ${prompts[short]!.length} tokens. Fill it up ` +
        'in front.',
    );
  }
  return cache ? new CachedSteps(model, prompts, maxNewTokens - 1) : new WholeSequences(model, prompts, steps);
}

async function goOn(source: NextTokens, count: number, held: Held<typeof OPTIONS>): Promise<number[][]> {
  const { maxNewTokens, strategy, temperature, topK, topP, endToken = [], fromLogits, onToken, signal } = held;
  const seed = held.seed ?? freshSeed();
  const made = Array.from({ length: count }, (): number[] => []);
  const ended = new Set<number>();
  for (let step = 0; ; step++) {
    signal?.throwIfAborted();
    const rows = await source.next(step === 0 ? undefined : made.map((tokens) => tokens.at(-1)!));
    signal?.throwIfAborted();
    for (const [i, row] of rows.entries()) {
      if (ended.has(i)) continue;
      const logits = logitsOf(row, fromLogits);
      const shares = (): Float64Array => samplingShares(logits, { temperature, topK, topP });
      const token = strategy === 'greedy' ? greatest(logits) : drawnAt(shares(), uniform(seed, i, step));
      made[i]!.push(token);
      if (endToken.includes(token)) ended.add(i);
      await onToken?.(token, i);
      signal?.throwIfAborted();
    }
    if (ended.size === count || step + 1 === maxNewTokens) return made;
    // A short step may be done without a turn of the event loop.
    await host().pause();
  }
}
