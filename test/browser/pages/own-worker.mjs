/** A worker of the user's that trains. */
import * as myelin from '../myelin/browser.js';
import { train } from './in-page.mjs';

postMessage(await train(myelin));
