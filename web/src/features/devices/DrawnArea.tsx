import { Group, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Note } from '../../components/Note';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { PlayNow } from '../broadcast/PlayNow';
import { StopPlaces } from '../broadcast/StopPlaces';
import { useMe } from '../identity/useMe';
import { reach } from './api';
import { ReachList } from './ReachList';
import { ShapePicker } from './ShapePicker';
import { is_empty, nowhere, shapes_of, with_shapes } from './targets';

/** A part of the unit drawn on the map: how many clusters and people it holds, then sound or silence
 * there. What is ordered names the drawing; what stands in it is the server's to find. */
export function DrawnArea({ on_open }: { on_open: (open: boolean) => void }) {
  const { t } = useTranslation('devices');
  const actor = useMe();
  const [targets, set_targets] = useState(nowhere);
  const drawn = !is_empty(targets);
  const counted = useQuery({
    queryKey: ['target-preview', targets], queryFn: () => reach(targets),
    enabled: drawn, placeholderData: (before) => before,
  });
  const found = drawn ? counted.data : undefined;
  const plays = may(actor, 'operate_devices') || may(actor, 'raise_emergency');
  return (
    <Stack gap="sm">
      <ShapePicker value={shapes_of(targets)} calm unit={actor.unit.name} on_open={on_open}
        on_change={(shapes) => set_targets(with_shapes(targets, shapes, actor.unit.area))} />
      <ProblemNote error={counted.error} retry={() => void counted.refetch()} />
      {found && (
        <Note title={t('shapes.inside')}>
          <ReachList reach={found} />
        </Note>
      )}
      {found && found.devices > 0 && (
        <Group gap="xs">
          {plays && <PlayNow key={JSON.stringify(targets)} targets={targets} />}
          {(plays || may(actor, 'stop_everything')) && (
            <StopPlaces targets={targets} name={t('shapes.this')} label={t('shapes.stop')} />
          )}
        </Group>
      )}
    </Stack>
  );
}
