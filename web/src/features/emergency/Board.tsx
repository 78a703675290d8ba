import { Button, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { Section } from '../../components/Page';
import { clock_seconds } from '../../lib/time';
import { delivery_tone } from '../broadcast/delivery';
import type { Emergency, EmergencyPart } from './api';
import { by_worry, cells, percent } from './emergency';

const shown_at_first = 50;

/** Counting up: how many were told, have it, sound, are through, and who says nothing. */
export function Board({ emergency }: { emergency: Emergency }) {
  const { t } = useTranslation('emergency');
  const { board } = emergency;
  const told = t('sounded_of', { sounded: board.sounded, devices: board.devices });
  return (
    <Section title={t('board.title')} aside={<Text fw={600} role="status">{told}</Text>}>
      <div className="board-bar" aria-hidden>
        <span style={{ width: `${percent(board.sounded, board.devices)}%` }} />
        <span data-tone="warn"
          style={{ width: `${percent(board.failed + board.silent, board.devices)}%` }} />
      </div>
      <dl className="board">
        {cells(board).map(({ name, count, tone }) => (
          <div key={name} data-cell={name} data-tone={count > 0 ? tone : undefined}>
            <dt>{t(`board.${name}`)}</dt>
            <dd className="numbers">{count}</dd>
          </div>
        ))}
      </dl>
      <Parts parts={emergency.parts ?? []} />
    </Section>
  );
}

function Parts({ parts }: { parts: EmergencyPart[] }) {
  const { t } = useTranslation('emergency');
  const [all, set_all] = useState(false);
  if (parts.length === 0) return null;
  const sorted = by_worry(parts);
  const shown = all ? sorted : sorted.slice(0, shown_at_first);
  return (
    <>
      <div className="list">
        {shown.map((one) => <Part key={one.device} part={one} />)}
      </div>
      {shown.length < sorted.length && (
        <Group justify="center">
          <Button variant="default" onClick={() => set_all(true)}>
            {t('board.rest', { count: sorted.length - shown.length })}
          </Button>
        </Group>
      )}
    </>
  );
}

function Part({ part }: { part: EmergencyPart }) {
  const { t } = useTranslation('broadcast');
  const at = part.ended_at ?? part.started_at ?? part.received_at;
  return (
    <div className="row-link" data-device={part.device} data-state={part.state}>
      <Group justify="space-between" gap="xs">
        <div style={{ flex: '1 1 12rem' }}>
          <Link to="/devices/$id" params={{ id: part.device }} className="plain-link">
            {part.name}
          </Link>
          {part.code && (
            <Text size="sm">{t(`reasons.${part.code}`, { defaultValue: part.code })}</Text>
          )}
          {at !== undefined && (
            <Text size="sm" c="dimmed" className="numbers">{clock_seconds(at)}</Text>
          )}
        </div>
        <Chip tone={delivery_tone[part.state]} live={part.state === 'playing'}>
          {t(`states.${part.state}`)}
        </Chip>
      </Group>
    </div>
  );
}
