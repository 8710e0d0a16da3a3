import { html, Markup, type Part } from './html.ts';
import { STYLE } from './style.ts';

/** A number that stands out at the top of a page. */
export interface Tile {
  readonly name: string;
  readonly value: Part;
  readonly note?: string;
}

export interface Section {
  /** A name that no other section has. */
  readonly id: string;
  readonly title: string;
  readonly lead?: Part;
  readonly content: Part;
}

/** What a page may load and run: nothing but its own style and pictures that it holds itself. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** A whole page, which loads nothing. */
export function pageOf(
  { title, lead, tiles, sections }: {
    readonly title: string; readonly lead?: Part; readonly tiles: readonly Tile[]; readonly sections: readonly Section[];
  },
): string {
  const links = sections.length < 2 ? '' : html`<nav aria-label="Sections"><ul>${
    sections.map(({ id, title: name }) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(POLICY)}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${new Markup(STYLE)}</style>
</head>
<body>
<header><h1>${title}</h1>${lead === undefined ? '' : html`<p class="lead">${lead}</p>`}${
  tiles.length === 0 ? '' : html`<dl class="tiles">${tiles.map(tileOf)}</dl>`}${links}</header>
<main>${sections.map(sectionOf)}</main>
<footer>Made by myelin. This page holds all that it shows, and loads nothing.</footer>
</body>
</html>
`.text;
}

const tileOf = ({ name, value, note }: Tile): Markup =>
  html`<div><dt>${name}</dt><dd>${value}${note === undefined ? '' : html` <small>${note}</small>`}</dd></div>`;

const sectionOf = ({ id, title, lead, content }: Section): Markup =>
  html`<section id="${id}" aria-labelledby="${id}-h"><h2 id="${id}-h">${title}</h2>${
    lead === undefined ? '' : html`<p class="lead">${lead}</p>`}${content}</section>`;
