/** The bars of fit and of the command in a real terminal: widths, numbers of metrics, a resize in the midst of a training, colors.
 *  Needs tmux: `npm run check:terminal`. Screens are printed and, in build/terminal, kept. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import stringWidth from 'string-width';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const OUT = join(ROOT, 'build', 'terminal');
/** A server of tmux each: one that is being ended takes no more sessions. */
let servers = 0;
const HEIGHT = 30;
const EPOCHS = 3;

const tmux = (...args) =>
  spawnSync('tmux', ['-u', '-L', `myelin-${process.pid}-${servers}`, '-f', '/dev/null', ...args], { encoding: 'utf8' });
const asked = (...args) => {
  const { status, stdout, stderr } = tmux(...args);
  if (status !== 0) throw new Error(`tmux ${args.join(' ')}: ${stderr}`);
  return stdout;
};
const wait = (milliseconds) => new Promise((resume) => void setTimeout(resume, milliseconds));
const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

if (spawnSync('tmux', ['-V']).error !== undefined) {
  console.error('check:terminal needs tmux: apt install tmux, or brew install tmux.');
  process.exit(1);
}

/** The rows of the screen that have text. */
const rows = (...more) => asked('capture-pane', '-p', ...more).split('\n').map((row) => row.trimEnd()).filter((row) => row !== '');
const ended = () => asked('list-panes', '-F', '#{pane_dead}').trim() === '1';

/** Runs a command in a terminal of so many columns. `during` is called with the rows of the screen until it has said that it is done.
 *  @returns the rows at the end */
async function shown(columns, command, during = () => true, env = {}) {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const line = ['env', '-uNO_COLOR', '-uFORCE_COLOR', ...variables, ...command].map(quoted).join(' ');
  servers++;
  asked('new-session', '-d', '-x', `${columns}`, '-y', `${HEIGHT}`, 'sleep 1000');
  asked('set-option', '-g', 'remain-on-exit', 'on');
  asked('set-option', '-g', 'remain-on-exit-format', '');
  asked('set-option', '-g', 'status', 'off');
  asked('resize-window', '-x', `${columns}`, '-y', `${HEIGHT}`);
  asked('respawn-pane', '-k', line);
  try {
    let done = false;
    for (const begun = performance.now(); !ended();) {
      if (performance.now() - begun > 120_000) throw new Error(`${line} does not end:\n${rows().join('\n')}`);
      done ||= during(rows()) === true;
      await wait(60);
    }
    // With what has moved out of the screen when its rows were broken anew.
    const last = rows('-S', '-');
    assert.ok(done, `what was waited for was never seen; at the end:\n${last.join('\n')}`);
    return { last, colored: rows('-e') };
  } finally {
    tmux('kill-server');
  }
}

function keep(name, screen) {
  writeFileSync(join(OUT, `${name}.txt`), `${screen.join('\n')}\n`);
  console.log(`\n${name}\n${screen.map((row) => `  |${row}`).join('\n')}`);
}

/** Each epoch takes two rows that fit, the second with the loss and the whole bar. */
function assertEpochs(screen, columns) {
  assert.equal(screen.length, 2 * EPOCHS, screen.join('\n'));
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const [head, bar] = screen.slice(2 * epoch);
    assert.equal(head, `Epoch ${epoch + 1}/${EPOCHS}`);
    assert.match(bar, /^( ?100%|4000\/4000) +━+ .*loss [01]\.\d{4} +valLoss [01]\.\d{4}/);
    assert.ok(stringWidth(bar) < columns, `${stringWidth(bar)} of ${columns} columns: ${bar}`);
  }
}

const isOpen = (row) => /━─+/.test(row);
const fit = (metrics) => [process.execPath, join(ROOT, 'test/terminal/train.mjs'), `${metrics}`, `${EPOCHS}`];

mkdirSync(OUT, { recursive: true });
for (const columns of [40, 60, 80, 120]) {
  for (const metrics of [1, 3, 8]) {
    let live;
    const { last } = await shown(columns, fit(metrics), (screen) => {
      const open = screen.findIndex(isOpen);
      // Nothing stands below the bar, and it takes one row.
      if (open >= 0) assert.equal(open, screen.length - 1, screen.join('\n'));
      if (open >= 3) live = screen;
      return live !== undefined;
    });
    assert.ok(stringWidth(live.at(-1)) < columns);
    keep(`fit-${columns}-columns-${metrics}-metrics-live`, live);
    keep(`fit-${columns}-columns-${metrics}-metrics`, last);
    assertEpochs(last, columns);
    // All figures, where there is room.
    if (columns === 120 && metrics === 1) assert.match(last.at(-1), /accuracy [01]\.\d{4} +valAccuracy [01]\.\d{4}/);
  }
}

for (const [from, to] of [[120, 50], [50, 120], [80, 40]]) {
  let resized = 0;
  let after;
  const { last } = await shown(from, fit(3), (screen) => {
    if (resized === 0 && screen.length === 4 && isOpen(screen[3])) {
      asked('resize-window', '-x', `${to}`, '-y', `${HEIGHT}`);
      resized = performance.now();
    }
    // The bar has been drawn again since.
    if (resized > 0 && performance.now() - resized > 250 && isOpen(screen.at(-1))) after = screen;
    return after !== undefined;
  });
  keep(`fit-resized-${from}-to-${to}-live`, after);
  keep(`fit-resized-${from}-to-${to}`, last);
  assert.equal(after.filter(isOpen).length, 1, 'one bar is open, and nothing is left of the one before');
  assert.ok(stringWidth(after.at(-1)) < to);
  const [third, bar] = last.slice(-2);
  assert.equal(third, `Epoch ${EPOCHS}/${EPOCHS}`);
  assert.match(bar, /^( ?100%|4000\/4000) +━+ .*loss/);
  assert.equal(last.filter((row) => row.startsWith('Epoch')).length, EPOCHS);
}

const csv = join(OUT, 'rows.csv');
const line = (i) => `${i % 13},${(i * 7) % 11},${(i % 13) + ((i * 7) % 11) > 11 ? 'large' : 'small'}\n`;
writeFileSync(csv, `a,b,class\n${Array.from({ length: 20_000 }, (_, i) => line(i)).join('')}`);
for (const columns of [40, 80, 120]) {
  const model = join(OUT, 'model.safetensors');
  rmSync(model, { force: true });
  const command = [process.execPath, join(ROOT, 'dist/node/myelin.cjs'), 'train', csv, '--epochs', '900', '--out', model];
  let live;
  let sent = false;
  const { last } = await shown(columns, command, (screen) => {
    const bar = screen.find(isOpen);
    if (bar !== undefined && /valLoss/.test(bar) && /[⠀-⣿]/.test(bar) === (columns === 120)) live = screen;
    if (live !== undefined && !sent) asked('send-keys', 'C-c');
    sent = live !== undefined;
    return sent;
  });
  keep(`train-${columns}-columns-live`, live);
  keep(`train-${columns}-columns`, last);
  const bar = live.find(isOpen);
  assert.ok(stringWidth(bar) < columns);
  assert.match(bar, /\d+\/900 +━*─+ .*loss \d\.\d{4} +valLoss \d\.\d{4}/);
  assert.ok(last.some((row) => row.startsWith('Stopping after this step')), 'the note of Ctrl-C begins a row');
  assert.equal(last.filter((row) => /[━─]{3}/.test(row)).length, 1, 'one bar stays');
}

const { colored } = await shown(80, fit(1), () => true);
assert.ok(colored.at(-1).includes('\x1b[32m━'), 'the bar is green');
const plain = await shown(80, fit(1), () => true, { NO_COLOR: '1' });
assert.ok(!plain.colored.join('').includes('\x1b'), 'there is no color with NO_COLOR');
const dumb = await shown(80, fit(1), () => true, { TERM: 'dumb' });
keep('fit-dumb', dumb.last);
assert.ok(dumb.last.every((row) => !row.includes('━')), 'a terminal that can do nothing gets lines');
console.log(`\nAll is as it should be. The screens are in ${OUT}.`);
