import { Button, Group, Modal, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconBuilding, IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { EmptyState } from '../../components/EmptyState';
import { LinkButton } from '../../components/LinkButton';
import { LoadedPages } from '../../components/LoadedPages';
import { Page, Section } from '../../components/Page';
import { may, may_at } from '../../lib/abilities';
import { code_of, covers } from '../../lib/area';
import { area } from '../area/api';
import { AreaTree } from '../area/AreaTree';
import { type NamedPlace, usePlace } from '../area/usePlace';
import { useMe } from '../identity/useMe';
import { type Unit, units_page } from './api';
import { UnitForm } from './UnitForm';

/** Who belongs to which place: provinces and communes as a tree, with the units that work there. */
export function UnitsPage() {
  const { t } = useTranslation('people');
  const me = useMe();
  const view = useSearch({ from: '/shell/units' });
  const navigate = useNavigate();
  const granted = [...new Set([me.unit.area, ...me.grants.map((one) => one.area)])];
  const roots = granted.filter((one) =>
    !granted.some((other) => other !== one && covers(other, one)));
  const chosen = view.area ?? me.unit.area;
  const place = usePlace(chosen);
  return (
    <Page title={t('units.title')} intro={t('units.intro')}>
      <div className="beside">
        <AreaTree label={t('units.tree')} roots={roots} chosen={chosen}
          on_choice={(path) => void navigate({ to: '/units', search: { area: path } })} />
        {place && <Place key={place.area} place={place} />}
      </div>
    </Page>
  );
}

function Place({ place }: { place: NamedPlace }) {
  const { t } = useTranslation('people');
  const me = useMe();
  const client = useQueryClient();
  const [editing, set_editing] = useState<Unit | 'new'>();
  const named = useQuery({
    queryKey: ['area', code_of(place.area)], queryFn: () => area(code_of(place.area)),
  });
  const filter = { under: place.area };
  const list = useInfiniteQuery({
    queryKey: ['units', filter], queryFn: ({ pageParam }) => units_page(filter, pageParam),
    initialPageParam: '', getNextPageParam: (page) => page.next,
  });
  const close = () => set_editing(undefined);
  const saved = async () => {
    close();
    await client.invalidateQueries({ queryKey: ['units'] });
    await client.invalidateQueries({ queryKey: ['unit'] });
  };
  const add = may_at(me, place.area, 'manage_users') ? (
    <Button size="sm" leftSection={<IconPlus size={18} aria-hidden />}
      onClick={() => set_editing('new')}>
      {t('units.add')}
    </Button>
  ) : undefined;
  return (
    <Stack gap="lg">
      <Section title={named.data?.full_name ?? place.name} aside={add}>
        <LoadedPages query={list} items_of={(page) => page.items}
          empty={
            <EmptyState icon={<IconBuilding size={28} />} title={t('units.none')}>
              {t('units.none_hint')}
            </EmptyState>
          }>
          {(one) => (
            <UnitRow key={one.id} unit={one} here={one.area === place.area}
              on_edit={() => set_editing(one)} />
          )}
        </LoadedPages>
      </Section>
      <Section title={t('units.more')}>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          {may_at(me, place.area, 'manage_users') && (
            <LinkButton to="/people" search={{ under: place.area }} variant="default">
              {t('units.people')}
            </LinkButton>
          )}
          <LinkButton to="/settings" search={{ area: place.area }} variant="default">
            {t('units.settings')}
          </LinkButton>
        </SimpleGrid>
      </Section>
      <Modal opened={editing !== undefined} onClose={close}
        title={<Text fw={600}>{t(editing === 'new' ? 'units.add' : 'units.edit')}</Text>}
        closeButtonProps={{ 'aria-label': t('shell:close') }}>
        {editing && (
          <UnitForm area={place.area} unit={editing === 'new' ? undefined : editing}
            on_saved={saved} on_close={close} />
        )}
      </Modal>
    </Stack>
  );
}

function UnitRow({ unit, here, on_edit }: { unit: Unit; here: boolean; on_edit: () => void }) {
  const { t } = useTranslation('people');
  const me = useMe();
  const code = code_of(unit.area);
  const elsewhere = useQuery({
    queryKey: ['area', code], queryFn: () => area(code), enabled: !here,
  });
  return (
    <div className="row-link">
      <Group justify="space-between" gap="sm">
        <div>
          <Text fw={500}>{unit.name}</Text>
          <Text size="sm" c="dimmed">
            {[t(`identity:unit_kinds.${unit.kind}`), !here && (elsewhere.data?.full_name ?? code)]
              .filter(Boolean).join(' · ')}
          </Text>
        </div>
        <Group gap={6}>
          {unit.archived && <Chip tone="quiet">{t('units.archived')}</Chip>}
          {may_at(me, unit.area, 'manage_users') && (
            <LinkButton to="/people" search={{ unit: unit.id }} size="xs" variant="subtle">
              {t('title')}
            </LinkButton>
          )}
          {may(unit, 'edit') && (
            <Button size="xs" variant="default"
              aria-label={t('units.edit_one', { name: unit.name })} onClick={on_edit}>
              {t('units.change')}
            </Button>
          )}
        </Group>
      </Group>
    </div>
  );
}
