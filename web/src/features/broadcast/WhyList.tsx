import { Anchor, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Chip, type Tone } from '../../components/Chip';
import { clock_seconds, date } from '../../lib/time';
import type { Why } from './api';

const tone: Record<Why['heard'], Tone> = {
  yes: 'good', in_part: 'warn', no: 'warn', unknown: 'quiet', not_yet: 'plain',
};

/** Answers of the decision log, each with the rows behind it. */
export function WhyList({ answers, by_device }: { answers: Why[]; by_device?: boolean }) {
  return (
    <div className="list">
      {answers.map((one) => (
        <Answer key={`${one.device} ${one.run ?? one.at} ${one.code}`} why={one}
          by_device={by_device ?? false} />
      ))}
    </div>
  );
}

function Answer({ why, by_device }: { why: Why; by_device: boolean }) {
  const { t, i18n } = useTranslation('broadcast');
  const text = i18n.language.startsWith('en') ? why.message.en : why.message.vi;
  return (
    <div className="row-link" data-code={why.code}>
      <Group justify="space-between" align="flex-start" gap="xs">
        <Stack gap={2} style={{ flex: '1 1 14rem' }}>
          <Text fw={600}>
            {by_device ? why.device_name : why.title ?? t('why.nothing')}{' '}
            <Text span c="dimmed" className="numbers">{clock_seconds(why.at)} {date(why.at)}</Text>
          </Text>
          <Text>{text}</Text>
          <Text size="sm" c="dimmed" className="numbers">{rows_behind(why, t)}</Text>
          {why.run && !by_device && (
            <Anchor component={Link} to={`/runs/${why.run}`} size="sm">{t('why.see_run')}</Anchor>
          )}
          {by_device && (
            <Anchor component={Link} to={`/devices/${why.device}`} size="sm">
              {t('why.see_device', { name: why.device_name })}
            </Anchor>
          )}
        </Stack>
        <Chip tone={tone[why.heard]}>{t(`why.heard.${why.heard}`)}</Chip>
      </Group>
    </div>
  );
}

type Translate = (key: string, values: Record<string, string>) => string;

function rows_behind(why: Why, t: Translate): string {
  const at = (ms: number) => `${clock_seconds(ms)} ${date(ms)}`;
  const facts: string[] = [];
  if (why.received_at !== undefined) facts.push(t('why.received', { time: at(why.received_at) }));
  if (why.removed_at !== undefined) facts.push(t('why.removed', { time: at(why.removed_at) }));
  if (why.silent_from !== undefined) {
    facts.push(why.silent_to === undefined
      ? t('why.silent_since', { from: at(why.silent_from) })
      : t('why.silent', { from: at(why.silent_from), to: at(why.silent_to) }));
  }
  if (why.ms_planned) {
    const seconds = (ms: number | undefined) => String(Math.round((ms ?? 0) / 1000));
    facts.push(t('why.sounded', { done: seconds(why.ms_played), all: seconds(why.ms_planned) }));
  }
  return facts.join(' · ');
}
