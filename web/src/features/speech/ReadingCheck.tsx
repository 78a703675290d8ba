import { Button, Card, Group, Popover, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Loaded } from '../../components/Loading';
import { Note } from '../../components/Note';
import { ProblemNote } from '../../components/ProblemNote';
import { useMe } from '../identity/useMe';
import { read, type Reading, teach, type Token } from './api';
import { is_changed, is_doubtful, paragraphs_of, shown } from './reading';

interface ReadingCheckProps {
  text: string;
  area: string;
  voice?: string;
  may_teach: boolean;
}

/** What the voice will say, word by word. What it changed stands out; a click corrects it. */
export function ReadingCheck({ text, area, voice, may_teach }: ReadingCheckProps) {
  const { t } = useTranslation('speech');
  const query = useQuery({
    queryKey: ['reading', text, area, voice],
    queryFn: () => read({ text, area, ...(voice ? { voice } : {}) }),
    enabled: text.trim().length > 0,
    placeholderData: (before) => before,
  });
  if (!text.trim()) return <Note>{t('reading.no_text')}</Note>;
  return (
    <Loaded query={query}>
      {(reading) => <Checked reading={reading} may_teach={may_teach} />}
    </Loaded>
  );
}

function Checked({ reading, may_teach }: { reading: Reading; may_teach: boolean }) {
  const { t } = useTranslation('speech');
  const paragraphs = paragraphs_of(reading);
  const tokens = paragraphs.flat();
  const changed = tokens.filter(is_changed).length;
  const doubts = tokens.filter(is_doubtful).length;
  return (
    <Stack gap="md">
      <Note tone={doubts > 0 ? 'warn' : 'good'}
        title={doubts > 0 ? t('reading.doubts', { count: doubts }) : t('reading.sure')}>
        <Text size="sm">{t('reading.legend', { count: changed })}</Text>
      </Note>
      <Card>
        <div className="reading">
          {paragraphs.map((paragraph, index) => (
            <p key={index}>
              {paragraph.map((token, place) => (
                <Piece key={place} token={token} may_teach={may_teach} />
              ))}
            </p>
          ))}
        </div>
      </Card>
    </Stack>
  );
}

/** A word is a button; a pause closes up to the word before it; layout is not heard. */
function Piece({ token, may_teach }: { token: Token; may_teach: boolean }) {
  if (token.kind === 'silent') return null;
  if (token.kind === 'pause') return <>{token.spoken}</>;
  return <>{' '}<WordButton token={token} may_teach={may_teach} /></>;
}

function WordButton({ token, may_teach }: { token: Token; may_teach: boolean }) {
  const { t } = useTranslation('speech');
  const [opened, set_opened] = useState(false);
  const changed = is_changed(token);
  const button = (
    <button
      type="button"
      className="word"
      data-changed={changed || undefined}
      data-doubt={is_doubtful(token) || undefined}
      aria-expanded={opened}
      aria-label={changed
        ? t('reading.word', { text: token.source, spoken: token.spoken }) : undefined}
      onClick={() => set_opened((before) => !before)}
    >
      {shown(token)}
    </button>
  );
  // Thousands of plain words need no pop-over of their own until one is clicked.
  if (!opened) return button;
  return (
    <Popover opened onChange={set_opened} width={320} withArrow trapFocus returnFocus shadow="md"
      position="bottom">
      <Popover.Target>{button}</Popover.Target>
      <Popover.Dropdown>
        <Correction token={token} may_teach={may_teach} on_done={() => set_opened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

interface CorrectionProps {
  token: Token;
  may_teach: boolean;
  on_done: () => void;
}

function Correction({ token, may_teach, on_done }: CorrectionProps) {
  const { t } = useTranslation('speech');
  const client = useQueryClient();
  const actor = useMe();
  const [spoken, set_spoken] = useState(token.spoken);
  const teaching = useMutation({
    mutationFn: () => teach(actor.unit.area, token.source, spoken.trim()),
    onSuccess: async () => {
      on_done();
      await client.invalidateQueries({ queryKey: ['reading'] });
      await client.invalidateQueries({ queryKey: ['words'] });
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    teaching.mutate();
  };
  return (
    <form onSubmit={send}>
      <Stack gap="sm">
        <div>
          <Text size="sm" c="dimmed">{t('reading.written')}</Text>
          <Text fw={600}>{token.source}</Text>
        </div>
        {token.kind !== 'word' && (
          <Text size="sm" c="dimmed">{t(`kinds.${token.kind}`)}</Text>
        )}
        {may_teach
          ? (
            <>
              <TextInput label={t('reading.spoken')} data-autofocus value={spoken}
                onChange={(event) => set_spoken(event.currentTarget.value)} />
              <Text size="xs" c="dimmed">{t('reading.remembered')}</Text>
              <ProblemNote error={teaching.error} />
              <Group justify="flex-end" gap="xs">
                <Button size="xs" variant="default" onClick={on_done}>{t('shell:close')}</Button>
                <Button size="xs" type="submit" loading={teaching.isPending}
                  disabled={!spoken.trim() || spoken.trim() === token.spoken}>
                  {t('reading.teach')}
                </Button>
              </Group>
            </>
          )
          : (
            <div>
              <Text size="sm" c="dimmed">{t('reading.spoken')}</Text>
              <Text fw={600}>{token.spoken}</Text>
            </div>
          )}
      </Stack>
    </form>
  );
}
