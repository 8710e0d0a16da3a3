/** `npm run record:chains`: writes down the chains that machines have loops of their own for, as the planner makes them of the updates
 *  of all optimizers and of layers that normalise. `npm run generate` makes the loops. */
import { writeFileSync } from 'node:fs';
import { formsOfNetworks } from '../test/normalized.ts';
import { formsOfUpdates } from '../test/updates.ts';

const COLUMNS = 140;

/** Breaks a form into lines, behind semicolons. */
function lines(form: string): string {
  return form.split('; ').reduce((text, step) => {
    const column = text.length - text.lastIndexOf('\n') - 1;
    return text + (column + 3 + step.length > COLUMNS ? `;\n${step}` : `; ${step}`);
  });
}

const forms = new Map([...formsOfUpdates(), ...formsOfNetworks()]);
const text = [...forms].map(([form, of]) => `# ${of}\n${lines(form)}`).join('\n\n');
writeFileSync(
  'src/abi/compiled-chains.ts',
  `/** RECORDED by npm run record:chains from test/updates.ts and test/normalized.ts: the chains that machines have loops of their own
 *  for, and the first update or network that has each. Operands are those of \`chain-form.ts\`. Do not edit. */
const RECORDED = \`
${text}
\`;

/** Forms, as \`formOf\` writes them. */
export const COMPILED_CHAINS: readonly string[] = RECORDED.trim()
  .split('\\n\\n')
  .map((lines) => lines.replace(/^#.*\\n/, '').replaceAll('\\n', ' '));
`,
);
console.log(`${forms.size} forms in src/abi/compiled-chains.ts; npm run generate makes loops of them`);
