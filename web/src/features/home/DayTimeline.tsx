import { Card, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { DayLine } from '../../components/DayLine';
import { clock, local_date, start_of_day, time_of_day } from '../../lib/time';
import { area } from '../area/api';
import type { RunSummary } from '../broadcast/api';
import { line_tone } from '../broadcast/delivery';
import { rules } from '../schedule/api';
import { allowed_spans } from '../schedule/windows';
import { useMe } from '../identity/useMe';
import { lines_of } from './lines';

/** Today from midnight to midnight, one line per commune that has something planned. */
export function DayTimeline({ runs, now }: { runs: RunSummary[]; now: number }) {
  const { unit } = useMe();
  const today = runs.filter((one) => start_of_day(one.starts_at) === start_of_day(now));
  return (
    <Card padding="md">
      <Stack gap="md">
        {lines_of(today, unit.area).map((line) => (
          <Line key={line.area} area_path={line.area} runs={line.runs} now={now}
            name={line.area === unit.area ? unit.name : undefined} />
        ))}
      </Stack>
    </Card>
  );
}

interface LineProps {
  area_path: string;
  /** Known without asking when it is the own unit. */
  name: string | undefined;
  runs: RunSummary[];
  now: number;
}

function Line({ area_path, name, runs, now }: LineProps) {
  const { t } = useTranslation('home');
  const code = area_path.split('/').at(-1) ?? '';
  const place = useQuery({
    queryKey: ['area', code], queryFn: () => area(code), staleTime: Infinity,
    enabled: name === undefined,
  });
  const hours = useQuery({ queryKey: ['rules', area_path], queryFn: () => rules(area_path) });
  const label = name ?? place.data?.full_name ?? area_path;
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>{label}</Text>
      <DayLine label={t('line', { place: label })} now_ms={time_of_day(now)}
        windows={allowed_spans(hours.data, local_date(now))}
        planned={runs.map((one) => ({
          from_ms: time_of_day(one.starts_at),
          to_ms: time_of_day(one.starts_at) + (one.ends_at - one.starts_at),
          label: `${clock(one.starts_at)} ${one.title}`,
          tone: line_tone(one.state),
        }))} />
    </div>
  );
}
