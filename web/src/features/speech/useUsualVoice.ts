import { useQuery } from '@tanstack/react-query';
import { unit_sound, type Voice, voices } from './api';

/** The voice of the unit; that of the installation where the unit has none, or one that is gone. */
export function usual_voice(known: Voice[], of_unit: string | undefined): string | undefined {
  return (known.find(({ id }) => id === of_unit) ?? known.find((one) => one.default))?.id;
}

/** What reads a text for which no voice was chosen; undefined until it is known. */
export function useUsualVoice(area: string): string | undefined {
  const list = useQuery({ queryKey: ['voices'], queryFn: voices, staleTime: Infinity });
  const unit = useQuery({ queryKey: ['unit-sound', area], queryFn: () => unit_sound(area) });
  if (!list.data || unit.isPending) return undefined;
  return usual_voice(list.data.items, unit.data?.in_force.voice);
}
