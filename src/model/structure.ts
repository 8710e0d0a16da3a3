let changes = 0;

/** Grows when a sequential model, which others may have as a layer, gets or loses a layer. Models then look at their shapes anew. */
export const structureChanges = (): number => changes;
export const noteStructureChange = (): void => void changes++;
