import { Card, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { Note } from '../../components/Note';
import { Page } from '../../components/Page';
import { may } from '../../lib/abilities';
import { date, start_of } from '../../lib/time';
import { useAreaName } from '../area/useAreaName';
import type { Bulletin } from './api';
import { sound_of, text_in } from './body';
import { ClassChip } from './BulletinRow';
import { CopyBulletin } from './CopyBulletin';
import { Sounding } from './ListenPanel';
import { state_tone } from './state';

/** What a unit above has approved for the own area: to be read, heard, and taken over. */
export function FromAbove({ bulletin }: { bulletin: Bulletin }) {
  const { t } = useTranslation('content');
  const { body } = bulletin;
  const unit = useAreaName(body.area);
  const rendering = sound_of(bulletin);
  const day = (text: string) => date(start_of(text));
  const intro = (
    <Group gap={8} mt={4}>
      <Chip tone={state_tone[bulletin.state]}>{t(`states.${bulletin.state}`)}</Chip>
      <ClassChip value={body.class} />
      <Text size="sm" c="dimmed">
        {t('above.valid', { from: day(body.valid_from), to: day(body.valid_to) })}
      </Text>
    </Group>
  );
  const take = may(bulletin, 'copy') && (
    <CopyBulletin id={bulletin.id} title={body.title} area={body.area} look="take" />
  );
  return (
    <Page title={body.title || t('untitled')} intro={intro} actions={take} width={820}>
      <Note title={t('above.title', { unit })}>{t('above.hint')}</Note>
      <Card>
        <Stack gap="lg">
          {rendering
            ? <Sounding bulletin={bulletin} rendering={rendering} />
            : <Text c="dimmed">{t('above.silent')}</Text>}
          <div className="prose">{text_in(body)}</div>
        </Stack>
      </Card>
    </Page>
  );
}
