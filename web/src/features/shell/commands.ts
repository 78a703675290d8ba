import { may } from '../../lib/abilities';
import { fold } from '../../lib/words';

export interface Command {
  id: string;
  label: string;
  /** Where it is: a place, a bulletin, a cluster. */
  kind: string;
  href: string;
}

/** Each typed word must begin a word of the label, with or without tone marks. */
export function matching(commands: Command[], typed: string): Command[] {
  const wanted = fold(typed).split(/\s+/u).filter(Boolean);
  if (wanted.length === 0) return commands;
  return commands.filter(({ label, kind }) => {
    const words = fold(`${label} ${kind}`).split(/[^\p{L}\p{N}]+/u);
    return wanted.every((start) => words.some((word) => word.startsWith(start)));
  });
}

/** What the actor may open or begin, without what the server would refuse. */
export function offered<Place extends { ability?: string }>(
  places: Place[], actor: { abilities: string[] },
): Place[] {
  return places.filter(({ ability }) => !ability || may(actor, ability));
}
