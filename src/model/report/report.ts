import { selectBackend } from '../../backend/select.ts';
import { ConfigError, show } from '../../core/errors.ts';
import { checkInteger, checkKeys, checkText } from '../../core/options.ts';
import { all } from '../../core/realm.ts';
import { inPieces, inTurns, isPending, type Pieces } from '../../core/pieces.ts';
import { TableEncoding } from '../../layers/table-encoding.ts';
import { isColumn, Table } from '../../preprocessing/table.ts';
import { tableIn, type TableLike } from '../../preprocessing/table-like.ts';
import type { Run } from '../../report/curves.ts';
import { tableOf } from '../../report/figure.ts';
import {
  bestEpochOf, checkRun, comparisonSection, learningSection, runsOf, tilesOf, type BestEpochOptions,
} from '../../report/history-page.ts';
import { html } from '../../report/html.ts';
import { layersFigure } from '../../report/layers.ts';
import { machineFigure } from '../../report/machine.ts';
import { networkFigures } from '../../report/network.ts';
import { counted, figure } from '../../report/numbers.ts';
import { pageOf, type Section, type Tile } from '../../report/page.ts';
import { forward } from '../check/check.ts';
import type { Engine } from '../engine.ts';
import { namedTargets } from '../host-targets.ts';
import type { Inputs, Targets } from '../network.ts';
import { predict } from '../predict.ts';
import { profile } from '../profile.ts';
import { Samples } from '../samples.ts';
import { columnsOf, GRADIENT_ROWS, nodesOf, valuesOf } from './parts.ts';
import { predictionSections } from './predictions.ts';
import { viewsOf } from './rows.ts';

export interface ReportOptions extends BestEpochOptions {
  /** What `fit` returned, or the histories of several runs by name, which are compared (default: no curves). */
  history?: Run | Readonly<Record<string, Run>>;
  /** The page's title (default: the model's name). */
  title?: string;
  /** A sentence below the title, such as what the data are. */
  description?: string;
  /** The names of classes, or of labels, in their order (default: those of labelEncoding, else their numbers). */
  classNames?: readonly string[];
  /** Rows in each step of predictions, and of the step whose time is measured (default 32). */
  batchSize?: number;
}

/** Steps of which times are the medians. */
const STEPS = 20;

/** All that is known of a model as a page; see `Model.report`. */
export async function report(engine: Engine, givenX: Inputs, givenY: Targets | null, options: ReportOptions): Promise<string> {
  const where = 'report';
  checkKeys(where, options, ['history', 'title', 'description', 'classNames', 'batchSize', 'monitor', 'mode']);
  const { network } = engine;
  const title = checkText(where, 'title', options.title ?? network.name);
  const description = options.description === undefined ? undefined : checkText(where, 'description', options.description);
  const batchSize = checkInteger(where, 'batchSize', options.batchSize ?? 32, 1);
  const classNames = checkNames(options.classNames);
  const learnt = learning(options);

  const named = inPieces(namedTargets('', givenX, givenY));
  const [x, y] = isPending(named) ? await named : named;
  const samples = await Samples.read(engine, where, x, y, {});
  const outputs = await predict(engine, x, { batchSize });
  const target = typeof givenY === 'string' ? givenY : isColumn(y) ? y.name : undefined;
  const views = viewsOf(await inTurns(rowsAsTable(engine, x)), samples.inputs);
  const predicted = await inTurns(predictionSections(engine, samples, outputs, views, classNames, target));
  const quantized = [...network.flattened()].some((layer) => layer.quantizationMode !== undefined);
  const learns = !quantized && engine.training(where).weights.length > 0 && samples.targets.some((rows) => rows !== undefined);
  const { spans, inputs } = await inTurns(forward(engine, samples.inputs, 1));
  const some = samples.slice(0, Math.min(GRADIENT_ROWS, samples.count));
  const columns = columnsOf(engine, target);
  const params = network.countParams();
  const values = await valuesOf(engine, some, learns);
  const weights = await inTurns(layersFigure(values, some.count));
  const drawn = await inTurns(networkFigures(await inTurns(nodesOf(engine, spans, inputs))));
  const withWeights = `${counted(values.length, 'layer')} with weights`;
  const tiles: Tile[] = [...predicted.tiles, ...learnt.tiles, { name: 'Parameters', value: figure(params), note: withWeights }];
  const sections: Section[] = [
    ...learnt.sections,
    ...predicted.sections,
    {
      id: 'network-section', title: 'Network',
      content: html`<div class="grid two">${drawn}</div>`,
    },
    ...(values.length === 0 ? [] : [{
      id: 'weights', title: 'Weights and gradients', content: html`<div class="grid">${weights}</div>`,
    }]),
    ...(columns === undefined ? [] : [{
      id: 'columns', title: 'Columns', lead: 'What becomes of each column, as the training rows had it.',
      content: html`<div class="card">${tableOf(columns, 'Columns')}</div>`,
    }]),
    await machineSection(engine, givenX, learns ? (givenY ?? undefined) : undefined, batchSize),
  ];
  return pageOf({ title, ...(description === undefined ? {} : { lead: description }), tiles, sections });
}

/** The rows as a table, if they are one. */
function* rowsAsTable({ network: { hosts } }: Engine, x: Inputs): Pieces<Table | undefined> {
  const [host] = hosts;
  if (x instanceof Table) return x;
  return host instanceof TableEncoding ? yield* tableIn('x', x as TableLike, host.columns.map(({ name }) => name)) : undefined;
}

function learning(options: ReportOptions): { readonly sections: Section[]; readonly tiles: Tile[] } {
  const where = 'report';
  const { history } = options;
  if (history === undefined) return { sections: [], tiles: [] };
  if (!Array.isArray((history as Run).epoch)) return { sections: [comparisonSection(where, runsOf(where, history), options)], tiles: [] };
  checkRun(where, history);
  const best = bestEpochOf(where, history, options);
  return { sections: [learningSection(history, best)], tiles: tilesOf(history, best) };
}

function checkNames(names: unknown): readonly string[] | undefined {
  if (names === undefined || (Array.isArray(names) && all(names, (name) => typeof name === 'string'))) return names;
  throw new ConfigError(`report: classNames must be an array of texts, received ${show(names)}.`);
}

/** Where the time of a step goes on this machine.
 *  @param y  targets, for a training step */
async function machineSection(engine: Engine, x: Inputs, y: Targets | undefined, batchSize: number): Promise<Section> {
  const { batch, microseconds, rows } = await profile(engine, x, y, { batchSize, steps: STEPS });
  const { name, target, threads } = selectBackend();
  const lead =
    `A ${y === undefined ? 'prediction' : 'training step'} of ${counted(batch, 'row')} takes ` +
    `${figure(Number(microseconds.toPrecision(3)))} µs, ` +
    `${figure(Math.round((1e6 * batch) / microseconds))} rows a second, on ${name} (${target}, ${counted(threads, 'thread')}).`;
  return { id: 'machine', title: 'Time', lead, content: html`<div class="grid">${machineFigure(rows)}</div>` };
}
