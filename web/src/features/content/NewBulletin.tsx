import { Button, Card, Group, Stack, Text, TextInput, Textarea } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FileDrop } from '../../components/FileDrop';
import { Note } from '../../components/Note';
import { Page } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { duration } from '../../lib/time';
import { count_words, reading_ms } from '../../lib/words';
import { useMe } from '../identity/useMe';
import { draft, import_document } from './api';
import { new_body } from './body';

const kinds = '.txt,.md,.docx,.odt,.pdf';

export function NewBulletin() {
  const { t, i18n } = useTranslation('content');
  const navigate = useNavigate();
  const client = useQueryClient();
  const { unit } = useMe();
  const { class: kind = 'ordinary' } = useSearch({ from: '/shell/bulletins/new' });
  const [title, set_title] = useState('');
  const [text, set_text] = useState('');
  const reading = useMutation({
    mutationFn: import_document,
    onSuccess: (found) => {
      set_title((before) => before || found.title);
      set_text(found.text);
    },
  });
  const making = useMutation({
    mutationFn: () => draft({
      ...new_body(unit.area, title.trim(), text, Date.now()), class: kind,
    }),
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: ['bulletins'] });
      await navigate({
        to: '/bulletins/$id', params: { id: made.id }, search: { step: 'reading' },
      });
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    making.mutate();
  };
  const words = count_words(text);
  return (
    <Page title={t('new.title')} intro={t('new.intro')} width={820}>
      {kind === 'emergency' && (
        <Note tone="emergency">{t('class_means.emergency_warning')}</Note>
      )}
      <FileDrop label={t('new.file')} button={t('new.file')} hint={t('new.file_hint')}
        accept={kinds} busy={reading.isPending} on_file={(file) => reading.mutate(file)} />
      <ProblemNote error={reading.error} />
      {reading.data && (
        <Note tone="good" title={t('new.imported')} alert>
          <Text size="sm">{t('new.imported_hint')}</Text>
        </Note>
      )}
      <Card>
        <form onSubmit={send}>
          <Stack gap="md">
            <TextInput label={t('fields.title')} required size="md" maxLength={200} value={title}
              placeholder={t('fields.title_example')}
              onChange={(event) => set_title(event.currentTarget.value)} />
            <div>
              <Textarea label={t('fields.text')} description={t('fields.text_hint')} required
                size="md" autosize minRows={10} maxRows={30} value={text}
                onChange={(event) => set_text(event.currentTarget.value)} />
              <Text size="sm" c="dimmed" mt={6} className="numbers">
                {t('fields.length', {
                  words, time: duration(reading_ms(text), i18n.language),
                })}
              </Text>
            </div>
            <ProblemNote error={making.error} />
            <Group justify="flex-end">
              <Button type="submit" size="md" loading={making.isPending} disabled={words === 0}
                rightSection={<IconArrowRight size={18} aria-hidden />}>
                {t('new.action')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Card>
    </Page>
  );
}
