/** Records files that the command wrote when it prepared columns outside of its models, and what it predicted with them, for
 *  command-*.safetensors and command.json. Run with builds of version 0.1 and of b0a6194: node record-command.mjs FOLDER DIST_0.1 DIST */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const [folder, ...dists] = process.argv.slice(2);
const rows = Array.from({ length: 80 }, (_, i) => {
  const [a, b] = [(i * 7) % 13, (i * 5) % 11];
  const color = ['red', 'green', 'blue'][i % 3];
  const size = 10 * a + b + (color === 'red' ? 50 : 0) + 0.5;
  return [i % 17 === 0 ? '' : a, a + b > 10 ? 'large' : 'small', b, i % 19 === 0 ? '?' : color, size].join(',');
});
const csv = `a,class,b,color,size\n${rows.join('\n')}\n`;
const asked = 'size,color,b,a,note\n71.5,red,1,2,x\n131.5,blue,10,12,x\n20,violet,,?,x\n1,,3,4,x\n';
const work = mkdtempSync(join(tmpdir(), 'myelin-record-'));
writeFileSync(join(work, 'shapes.csv'), csv);
writeFileSync(join(work, 'class.csv'), asked);
writeFileSync(join(work, 'size.csv'), asked.replace('size', 'class').replaceAll(/^[\d.]+/gm, 'small'));
const files = {};
for (const [i, dist] of dists.entries()) {
  const version = ['0.1', 'b0a6194'][i];
  const myelin = (...args) => execFileSync(process.execPath, [resolve(dist, 'node/myelin.cjs'), ...args], { cwd: work, encoding: 'utf8' });
  for (const target of ['class', 'size']) {
    const name = `command-${version}-${target}.safetensors`;
    myelin('train', 'shapes.csv', '--target', target, '--layers', '4', '--epochs', '20', '--seed', '5', '--out', name);
    writeFileSync(join(folder, name), readFileSync(join(work, name)));
    files[name] = {
      target, predicted: JSON.parse(myelin('predict', name, `${target}.csv`, '--json')),
      figures: JSON.parse(myelin('evaluate', name, 'shapes.csv', '--json')),
    };
  }
}
const [byClass, bySize] = ['class.csv', 'size.csv'].map((name) => readFileSync(join(work, name), 'utf8'));
writeFileSync(join(folder, 'command.json'), JSON.stringify({ csv, asked: { class: byClass, size: bySize }, files }));
rmSync(work, { recursive: true });
