import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { NumberField } from '../../components/NumberField';
import { StationChoice } from '../relay/StationChoice';
import { nothing_relayed } from './draft';
import type { PartProps } from './EditorParts';
import { relay_spans } from './relay_spans';

/** Which station, and how long after each start it ends. */
export function RelayPart({ draft, set }: PartProps) {
  const { t } = useTranslation('schedule');
  const relay = draft.relay ?? nothing_relayed;
  const last = (minutes: number) => set({ relay: { ...relay, minutes } });
  return (
    <>
      <StationChoice value={relay.station}
        on_change={({ id, name }) => set({ relay: { ...relay, station: id, title: name } })} />
      <NumberField label={t('editor.relay_minutes')} description={t('editor.relay_hint')} required
        min={1} max={720} value={relay.minutes || undefined} on_change={last}
        on_clear={() => last(0)} />
      {relay.minutes > 0 && draft.times.length > 0 && (
        <Text size="sm" className="numbers">
          {t('editor.relay_spans', { spans: relay_spans(draft.times, relay.minutes) })}
        </Text>
      )}
    </>
  );
}
