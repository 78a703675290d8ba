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
import { is_drawn, no_shapes, sent_shapes } from './shapes';
import { nowhere } from './targets';

/** An area drawn on the map: how many clusters and people it holds, then sound or silence there. */
export function DrawnArea() {
  const { t } = useTranslation('devices');
  const actor = useMe();
  const [shapes, set_shapes] = useState(no_shapes);
  const drawn = is_drawn(shapes);
  const counted = useQuery({
    queryKey: ['target-preview', shapes], queryFn: () => reach(sent_shapes(shapes)),
    enabled: drawn, placeholderData: (before) => before,
  });
  const found = drawn ? counted.data : undefined;
  const targets = { ...nowhere, devices: found?.device_ids ?? [] };
  const plays = may(actor, 'operate_devices') || may(actor, 'raise_emergency');
  return (
    <Stack gap="sm">
      <ShapePicker value={shapes} calm on_change={set_shapes} />
      <ProblemNote error={counted.error} retry={() => void counted.refetch()} />
      {found && (
        <Note title={t('shapes.inside')}>
          <ReachList reach={found} />
        </Note>
      )}
      {found && found.devices > 0 && (
        <Group gap="xs">
          {plays && <PlayNow key={found.device_ids.join()} targets={targets} />}
          {(plays || may(actor, 'stop_everything')) && (
            <StopPlaces targets={targets} name={t('shapes.this')} label={t('shapes.stop')} />
          )}
        </Group>
      )}
    </Stack>
  );
}
