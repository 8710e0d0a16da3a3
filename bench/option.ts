/** What the command line says of an option, `--name=value`; undefined if it says nothing. */
export const option = (name: string): string | undefined =>
  process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
