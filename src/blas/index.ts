/** BLAS for other packages: `import { sgemm } from 'myelin/blas'`. Float32Array, row-major, arguments in the order of
 *  BLAS with the offsets of the arrays last. On the native backend nothing is copied. */
import { useHost } from '../core/host.ts';
import { node } from '../host/node.ts';

useHost(() => node);

export { isamax, sasum, saxpy, sdot, snrm2, sscal } from './level-1.ts';
export { sgemv } from './sgemv.ts';
export { sgemm, sgemmAsync } from './sgemm.ts';
export type { Transpose } from './arguments.ts';
export { BackendError, ConfigError, MyelinError, ShapeError } from '../core/errors.ts';
