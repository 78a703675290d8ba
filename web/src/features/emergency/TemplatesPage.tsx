import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Loaded } from '../../components/Loading';
import { NamedList } from '../../components/NamedList';
import { Page, Section } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { useMe } from '../identity/useMe';
import {
  add_template, edit_template, type EmergencyTemplate, remove_template, type TemplateDraft,
  templates,
} from './api';
import { Words } from './RaiseParts';

const hazards = [
  'storm', 'flood', 'flash_flood', 'landslide', 'forest_fire', 'epidemic', 'dam_release',
  'whirlwind', 'fire', 'salt_intrusion', 'environment', 'earthquake', 'other',
];

/** Words thought over on a calm day: the unit's own first, then those that come with the system. */
export function TemplatesPage() {
  const { t } = useTranslation('emergency');
  const { unit, ...actor } = useMe();
  const [work, set_work] = useState<EmergencyTemplate | 'new'>();
  const list = useQuery({
    queryKey: ['emergency-templates', unit.area], queryFn: () => templates(unit.area),
  });
  const writes = may(actor, 'raise_emergency');
  return (
    <Page title={t('templates.title')} intro={t('templates.intro')} width={820}
      actions={writes && (
        <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => set_work('new')}>
          {t('templates.add')}
        </Button>
      )}>
      <Loaded query={list}>
        {({ items }) => {
          const own = items.filter((one) => one.area === unit.area);
          const common = items.filter((one) => one.area !== unit.area);
          return (
            <>
              <Section title={t('templates.own')}>
                {own.length === 0 && <Text c="dimmed">{t('templates.none')}</Text>}
                <List items={own} on_edit={set_work} writes={writes} />
              </Section>
              <Section title={t('templates.common')}>
                <List items={common} on_edit={set_work} writes={false} />
              </Section>
            </>
          );
        }}
      </Loaded>
      {work && (
        <Editor key={work === 'new' ? 'new' : work.id} on_close={() => set_work(undefined)}
          template={work === 'new' ? undefined : work} />
      )}
    </Page>
  );
}

interface ListProps {
  items: EmergencyTemplate[];
  writes: boolean;
  on_edit: (template: EmergencyTemplate) => void;
}

function List({ items, writes, on_edit }: ListProps) {
  const { t } = useTranslation('emergency');
  const client = useQueryClient();
  return (
    <NamedList items={items} on_edit={on_edit} may_edit={() => writes} may_remove={() => writes}
      about={(one) => <Text size="sm" c="dimmed" lineClamp={2}>{one.text}</Text>}
      remove_title={({ name }) => t('templates.remove_title', { name })}
      remove={async ({ id }) => {
        await remove_template(id);
        await client.invalidateQueries({ queryKey: ['emergency-templates'] });
      }} />
  );
}

function Editor({ template, on_close }: {
  template: EmergencyTemplate | undefined;
  on_close: () => void;
}) {
  const { t } = useTranslation('emergency');
  const { unit } = useMe();
  const client = useQueryClient();
  const [draft, set_draft] = useState<TemplateDraft>(template ? body_of(template) : {
    area: unit.area, hazard: 'flood', name: '', title: '', text: '', siren: true, minutes: 30,
  });
  const saving = useMutation({
    mutationFn: () => (template
      ? edit_template(template.id, template.version, draft) : add_template(draft)),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['emergency-templates'] });
      on_close();
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  return (
    <Modal opened onClose={on_close} size="lg"
      title={<Text fw={600}>{t(template ? 'templates.edit_title' : 'templates.add')}</Text>}
      closeButtonProps={{ 'aria-label': t('shell:close') }}>
      <form onSubmit={send}>
        <Stack gap="md">
          <TextInput label={t('templates.name')} required maxLength={200} value={draft.name}
            data-autofocus
            onChange={(event) => set_draft({ ...draft, name: event.currentTarget.value })} />
          <NativeSelect label={t('templates.hazard')} value={draft.hazard}
            data={hazards.map((value) => ({ value, label: t(`hazards.${value}`) }))}
            onChange={(event) => set_draft({ ...draft, hazard: event.currentTarget.value })} />
          <Words words={draft} on_change={(next) => set_draft({ ...draft, ...next })} />
          <ProblemNote error={saving.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={on_close}>{t('shell:cancel')}</Button>
            <Button type="submit" loading={saving.isPending}>{t('shell:save')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function body_of({ area, hazard, name, title, text, siren, minutes }: EmergencyTemplate) {
  return { area, hazard, name, title, text, siren, minutes };
}
