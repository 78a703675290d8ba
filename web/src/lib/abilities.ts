/** The server says what the actor may do; the console only asks. */
export function may(thing: { abilities?: string[] } | undefined, act: string): boolean {
  return thing?.abilities?.includes(act) ?? false;
}
