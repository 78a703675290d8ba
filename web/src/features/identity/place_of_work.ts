import { covers } from '../../lib/area';

/**
 * Where somebody works: the area of the own unit; when no role reaches it (somebody of the province
 * was given one commune), the widest place where there is one.
 */
export function place_of_work(of_unit: string, granted: string[]): string {
  if (granted.length === 0 || granted.some((one) => covers(one, of_unit))) return of_unit;
  return granted.reduce((widest, one) => covers(one, widest) ? one : widest);
}
