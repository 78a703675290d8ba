import { covers } from './area';

/** The server says what the actor may do; the console only asks. */
export function may(thing: { abilities?: string[] } | undefined, act: string): boolean {
  return thing?.abilities?.includes(act) ?? false;
}

interface AbilitiesByArea {
  areas: { area: string; abilities: string[] }[];
}

/** Whether the actor may do it in one place. */
export function may_at({ areas }: AbilitiesByArea, area: string, act: string): boolean {
  return areas.some((one) => covers(one.area, area) && one.abilities.includes(act));
}

/** The widest places where the actor may do it. */
export function areas_with({ areas }: AbilitiesByArea, act: string): string[] {
  const able = areas.filter(({ abilities }) => abilities.includes(act)).map(({ area }) => area);
  return able.filter((one) => !able.some((other) => other !== one && covers(other, one)));
}
