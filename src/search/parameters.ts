/** The parameters of a search's space. */
export { choice, integer, logUniform, uniform } from './space.ts';
