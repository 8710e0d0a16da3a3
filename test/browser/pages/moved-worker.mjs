/** The library's worker at an address of the page's. */
import '../myelin/host/browser-worker.js';
