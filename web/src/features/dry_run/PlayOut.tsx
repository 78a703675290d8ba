import { ActionIcon, Group, List, Text } from '@mantine/core';
import {
  IconPlayerPauseFilled, IconPlayerPlayFilled, IconPlayerSkipBackFilled,
  IconPlayerSkipForwardFilled,
} from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Note } from '../../components/Note';
import { clock, duration } from '../../lib/time';
import { gap_ms_max, line_ms, type Piece, pieces_of, type Sounding, told_of } from './pieces';
import { usePlayOut } from './usePlayOut';
import './dry_run.css';

interface PlayOutProps {
  runs: Sounding[];
  /** The runs have their times of the day. */
  by_clock?: boolean;
}

const digits = (ms: number) => {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};

/** As it would sound: one thing after the other, with what lies between; the arrow keys on the
 * line go back and on. */
export function PlayOut({ runs, by_clock = false }: PlayOutProps) {
  const { t } = useTranslation('dry_run');
  const pieces = useMemo(() => pieces_of(runs), [runs]);
  const deck = usePlayOut(pieces);
  const length = line_ms(pieces);
  const piece = pieces[deck.index];
  if (!piece) return null;
  const at = `${digits(deck.line_at)} / ${digits(length)}`;
  return (
    <div className="play-out" role="group" aria-label={t('play.label')}>
      <Group gap="sm" wrap="nowrap">
        <ActionIcon size={44} radius="xl" variant="default" aria-label={t('play.before')}
          onClick={deck.before}><IconPlayerSkipBackFilled size={18} /></ActionIcon>
        <ActionIcon size={56} radius="xl" variant="filled" onClick={deck.toggle}
          aria-label={t(deck.playing ? 'play.pause' : 'play.start')}>
          {deck.playing ? <IconPlayerPauseFilled /> : <IconPlayerPlayFilled />}
        </ActionIcon>
        <ActionIcon size={44} radius="xl" variant="default" aria-label={t('play.next')}
          disabled={!deck.has_next} onClick={deck.next}>
          <IconPlayerSkipForwardFilled size={18} />
        </ActionIcon>
        <Sounds piece={piece} by_clock={by_clock}
          missing={piece.item !== undefined && deck.missing.has(piece.item.sha256)} />
      </Group>
      <Group gap="sm" wrap="nowrap">
        <input type="range" className="play-out-line" aria-label={t('play.line')} min={0}
          max={length} step={1000} value={Math.min(length, deck.line_at)} aria-valuetext={at}
          onChange={(event) => deck.seek(Number(event.currentTarget.value))} />
        <Text size="sm" c="dimmed" className="numbers" style={{ whiteSpace: 'nowrap' }}>{at}</Text>
      </Group>
      <Unheard pieces={pieces} missing={deck.missing} />
    </div>
  );
}

interface SoundsProps {
  piece: Piece;
  by_clock: boolean;
  missing: boolean;
}

/** What is heard at the place of the line. */
function Sounds({ piece, by_clock, missing }: SoundsProps) {
  const { t, i18n } = useTranslation('dry_run');
  const { item, kind, run_title, starts_at, real_ms } = piece;
  const long_gap = kind === 'gap' && real_ms > gap_ms_max;
  const words = kind === 'gap'
    ? t(long_gap ? 'play.long_gap' : 'play.gap', { time: duration(real_ms, i18n.language) })
    : item?.title;
  return (
    <div style={{ minWidth: 0 }} data-sounds={kind}>
      <Text fw={600} truncate>{words}</Text>
      <Text size="sm" c="dimmed" truncate>
        {by_clock && <span className="numbers">{clock(starts_at)} </span>}
        {kind === 'told' || missing ? t('play.not_here') : run_title}
      </Text>
    </div>
  );
}

function Unheard({ pieces, missing }: { pieces: Piece[]; missing: ReadonlySet<string> }) {
  const { t, i18n } = useTranslation('dry_run');
  const told = told_of(pieces, missing);
  if (told.length === 0) return null;
  return (
    <Note tone="warn" title={t('play.cannot')}>
      <List size="sm">
        {told.map(({ kind, title, sha256, duration_ms }) => (
          <List.Item key={sha256 + title}>
            {t(kind === 'relay' ? 'play.relay' : 'play.refused', {
              title, time: duration(duration_ms, i18n.language),
            })}
          </List.Item>
        ))}
      </List>
    </Note>
  );
}
