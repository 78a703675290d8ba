import { Button, Group, Text } from '@mantine/core';
import { IconPlus, IconTemplate } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/EmptyState';
import { Loaded } from '../../components/Loading';
import { Page, Section } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { offer_undo } from '../../components/notice';
import { may } from '../../lib/abilities';
import { ClassChip } from '../content/BulletinRow';
import { text_in } from '../content/body';
import { useMe } from '../identity/useMe';
import { add, blank_template, remove, type Template, templates } from './api';
import { Blanks } from './Blanks';
import { TemplateEditor } from './TemplateEditor';
import { UseTemplate } from './UseTemplate';

type Work = { kind: 'use' | 'edit'; template: Template } | { kind: 'new' };

/** What is written again and again: the unit's own, then those of the units above it. */
export function TemplatesPage() {
  const { t } = useTranslation('templates');
  const { unit, ...actor } = useMe();
  const [work, set_work] = useState<Work>();
  const close = () => set_work(undefined);
  const list = useQuery({
    queryKey: ['templates', unit.area], queryFn: () => templates(unit.area),
  });
  const create = may(actor, 'write_bulletins') && (
    <Button leftSection={<IconPlus size={18} aria-hidden />}
      onClick={() => set_work({ kind: 'new' })}>
      {t('new')}
    </Button>
  );
  return (
    <Page title={t('title')} intro={t('intro')} width={820} actions={create}>
      <Loaded query={list}>
        {({ items }) => {
          const own = items.filter((one) => one.body.area === unit.area);
          const above = items.filter((one) => one.body.area !== unit.area);
          return (
            <>
              {own.length === 0 && (
                <EmptyState icon={<IconTemplate size={28} />} title={t('empty')} action={create}>
                  {t('empty_hint')}
                </EmptyState>
              )}
              {own.length > 0 && (
                <Section title={t('own')}><Rows items={own} on_work={set_work} /></Section>
              )}
              {above.length > 0 && (
                <Section title={t('above')}><Rows items={above} on_work={set_work} /></Section>
              )}
            </>
          );
        }}
      </Loaded>
      {work?.kind === 'use' && <UseTemplate template={work.template} on_close={close} />}
      {work?.kind === 'edit' && (
        <TemplateEditor kept={work.template} begun={work.template.body} on_close={close} />
      )}
      {work?.kind === 'new' && (
        <TemplateEditor begun={blank_template(unit.area)} on_close={close} />
      )}
    </Page>
  );
}

function Rows({ items, on_work }: { items: Template[]; on_work: (work: Work) => void }) {
  const { t } = useTranslation('templates');
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: ['templates'] });
  const removing = useMutation({
    mutationFn: (one: Template) => remove(one.id),
    onSuccess: async (_, one) => {
      await again();
      offer_undo(t('removed', { name: one.body.name }), async () => {
        await add(one.body);
        await again();
      });
    },
  });
  return (
    <>
      <ProblemNote error={removing.error} />
      <div className="list">
        {items.map((one) => (
          <div key={one.id} className="row-link">
            <Group justify="space-between" gap="xs" align="flex-start">
              <div style={{ flex: '1 1 16rem', minWidth: 0 }}>
                <Group gap={8}>
                  <Text fw={600}>{one.body.name}</Text>
                  <ClassChip value={one.body.class} />
                </Group>
                <Text size="sm"><Blanks text={one.body.title} /></Text>
                <Text size="sm" c="dimmed" lineClamp={2}>{text_in(one.body)}</Text>
              </div>
              <Group gap={6}>
                {may(one, 'use') && (
                  <Button size="xs" onClick={() => on_work({ kind: 'use', template: one })}
                    aria-label={t('use_one', { name: one.body.name })}>
                    {t('use')}
                  </Button>
                )}
                {may(one, 'edit') && (
                  <Button size="xs" variant="default"
                    aria-label={t('edit_one', { name: one.body.name })}
                    onClick={() => on_work({ kind: 'edit', template: one })}>
                    {t('edit')}
                  </Button>
                )}
                {may(one, 'remove') && (
                  <Button size="xs" variant="subtle" loading={removing.isPending}
                    aria-label={t('remove_one', { name: one.body.name })}
                    onClick={() => removing.mutate(one)}>
                    {t('remove')}
                  </Button>
                )}
              </Group>
            </Group>
          </div>
        ))}
      </div>
    </>
  );
}
