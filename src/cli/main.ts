#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { addDemo } from './demo.ts';
import { addDoctor } from './doctor.ts';
import { addEvaluate } from './evaluate.ts';
import { errorText, EXIT, EXIT_HELP, exitCodeOf } from './exit.ts';
import { addInspect } from './inspect.ts';
import { addPredict } from './predict.ts';
import { addProfile } from './profile.ts';
import { addQuantize } from './quantize.ts';
import { addTrain } from './train.ts';
import { addTune } from './tune.ts';
import { version } from './version.ts';

const program = new Command('myelin')
  .description('Trains neural networks at the speed of the processor, and uses them.')
  .version(version(), '--version', 'print the version')
  .helpOption('-h, --help', 'print help')
  .showHelpAfterError('(--help tells how to use it)')
  .exitOverride();
for (const add of [addTrain, addTune, addEvaluate, addPredict, addInspect, addProfile, addQuantize, addDoctor, addDemo]) add(program);
program.addHelpText('after', EXIT_HELP);

// A reader that closes the pipe early, such as `head`, is not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') console.error(errorText(error));
  process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failed);
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.input;
  } else {
    console.error(errorText(error));
    process.exitCode = exitCodeOf(error);
  }
}
