/** What libraries call themselves in the tables. */
import { readFileSync } from 'node:fs';

const versionIn = (folder) => JSON.parse(readFileSync(new URL(`${folder}/package.json`, import.meta.url), 'utf8')).version;

export const myelin = ({ name, target }, form) => [`myelin ${versionIn('../..')}`, `${name} ${target}`, form ?? []].flat().join(', ');
/** Of a package installed beside this file. */
export const installed = (name) => `${name} ${versionIn(`node_modules/${name}`)}`;
