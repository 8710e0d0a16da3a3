#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { useHost } from '../core/host.ts';
import { node } from '../host/node.ts';
import { addDemo } from './demo.ts';
import { addDoctor } from './doctor.ts';
import { addEvaluate } from './evaluate.ts';
import { errorText, EXIT, EXIT_HELP, exitCodeOf } from './exit.ts';
import { addInspect } from './inspect.ts';
import { addPredict } from './predict.ts';
import { addProfile } from './profile.ts';
import { addQuantize } from './quantize.ts';
import { beQuiet, complain, complainAtLength, heedClosedPipes } from './say.ts';
import { addTrain } from './train.ts';
import { addTune } from './tune.ts';
import { version } from './version.ts';

useHost(() => node);
let verbose = false;

const program = new Command('myelin')
  .description('Trains neural networks at the speed of the processor, and uses them.')
  .version(version(), '--version', 'print the version')
  .helpOption('-h, --help', 'print help')
  .configureOutput({ outputError: (text) => complain(`myelin: ${text.replace(/^error: /, '')} (--help tells how to use it)`) })
  .exitOverride();
for (const add of [addTrain, addTune, addEvaluate, addPredict, addInspect, addProfile, addQuantize, addDoctor, addDemo]) add(program);
for (const command of program.commands) command.option('--verbose', 'print the stack of an error');
program.addHelpText('after', EXIT_HELP).hook('preAction', (_, command) => {
  const flags = command.opts<{ readonly verbose?: boolean; readonly quiet?: boolean }>();
  verbose = flags.verbose === true;
  if (flags.quiet === true) beQuiet();
});

heedClosedPipes();
// One line each, as everything that is told; none if Node is asked for none.
if (process.listenerCount('warning') > 0) {
  process.removeAllListeners('warning').on('warning', ({ message }) => complain(`warning: ${message}`));
}
process.on('uncaughtException', (error) => {
  fail(error);
  process.exit();
});

function fail(error: unknown): void {
  if (verbose) complainAtLength(errorText(error, true));
  else complain(errorText(error, false));
  process.exitCode = exitCodeOf(error);
}

program.parseAsync().catch((error: unknown) => {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.input;
  else fail(error);
});
