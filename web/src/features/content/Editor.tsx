import {
  Card, Group, SegmentedControl, SimpleGrid, Stack, Text, TextInput, Textarea,
} from '@mantine/core';
import { DateInput } from '@mantine/dates';
import { useTranslation } from 'react-i18next';
import { Note } from '../../components/Note';
import { ProblemNote } from '../../components/ProblemNote';
import { offer_undo } from '../../components/notice';
import { clock, duration } from '../../lib/time';
import { count_words, reading_ms } from '../../lib/words';
import { TargetPicker } from '../devices/TargetPicker';
import { count_named, type Targets } from '../devices/targets';
import type { Bulletin, BulletinClass } from './api';
import { useAutosave } from './useAutosave';

const classes: BulletinClass[] = ['ordinary', 'priority', 'emergency'];

/** Writing saves itself: an officer who is called away loses nothing. */
export function Editor({ bulletin }: { bulletin: Bulletin }) {
  const { t, i18n } = useTranslation('content');
  const { fields, set, saving, error, retry } = useAutosave(bulletin);
  const words = count_words(fields.text);
  const choose_targets = (targets: Targets) => {
    const before = fields.targets;
    set({ targets });
    if (count_named(targets) < count_named(before)) {
      offer_undo(t('fields.target_left'), async () => set({ targets: before }), 'targets');
    }
  };
  return (
    <Stack gap="lg">
      <Card>
        <Stack gap="md">
          <TextInput label={t('fields.title')} required size="md" maxLength={200}
            value={fields.title}
            onChange={(event) => set({ title: event.currentTarget.value })} />
          <Textarea label={t('fields.text')} description={t('fields.text_hint')} required size="md"
            autosize minRows={8} maxRows={30} value={fields.text}
            onChange={(event) => set({ text: event.currentTarget.value })} />
          <Group justify="space-between">
            <Text size="sm" c="dimmed" className="numbers">
              {t('fields.length', {
                words, time: duration(reading_ms(fields.text), i18n.language),
              })}
            </Text>
            <Text size="sm" c="dimmed" role="status">
              {saving ? t('saving') : t('saved_at', { time: clock(bulletin.changed_at) })}
            </Text>
          </Group>
          <ProblemNote error={error} retry={retry} />
        </Stack>
      </Card>
      <Card>
        <Stack gap="lg">
          <div>
            <Text fw={500} size="sm" mb={6} id="class-label">{t('fields.class')}</Text>
            <SegmentedControl value={fields.class} aria-labelledby="class-label" fullWidth
              data={classes.map((value) => ({ value, label: t(`shell:classes.${value}`) }))}
              onChange={(value) => set({ class: value as BulletinClass })} />
            <Text size="sm" c="dimmed" mt={6}>{t(`class_means.${fields.class}`)}</Text>
          </div>
          {fields.class === 'emergency' && (
            <Note tone="emergency">{t('class_means.emergency_warning')}</Note>
          )}
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <DateInput label={t('fields.valid_from')} required valueFormat="DD/MM/YYYY"
              value={fields.valid_from}
              onChange={(value) => value && set({ valid_from: value })} />
            <DateInput label={t('fields.valid_to')} required valueFormat="DD/MM/YYYY"
              value={fields.valid_to}
              minDate={fields.valid_from}
              onChange={(value) => value && set({ valid_to: value })} />
          </SimpleGrid>
          <TargetPicker label={t('fields.targets')} value={fields.targets}
            on_change={choose_targets} />
        </Stack>
      </Card>
    </Stack>
  );
}
