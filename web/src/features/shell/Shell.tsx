import { ActionIcon, AppShell, Box, Burger, Group, Text } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, Navigate, Outlet } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { as_problem } from '../../api/problem';
import { Waiting } from '../../components/Loading';
import { ProblemNote } from '../../components/ProblemNote';
import { EmergencyBand } from '../emergency/EmergencyBand';
import { me_query } from '../identity/useMe';
import { AccountMenu } from './AccountMenu';
import { main_places, NavLinks, TabBar } from './Navigation';
import { useLiveChanges } from './useLiveChanges';

// Fetched when they are asked for.
const PhoneMenu = lazy(async () => ({ default: (await import('./PhoneMenu')).PhoneMenu }));
const CommandPalette = lazy(async () =>
  ({ default: (await import('./CommandPalette')).CommandPalette }));

/** Everything behind the sign-in: navigation at the side, on a phone at the bottom. */
export function Shell() {
  const actor = useQuery(me_query);
  if (actor.isPending) return <Box p="lg"><Waiting /></Box>;
  if (actor.error && !actor.data) {
    if (as_problem(actor.error).status === 401) return <Navigate to="/sign-in" />;
    return (
      <Box p="lg"><ProblemNote error={actor.error} retry={() => void actor.refetch()} /></Box>
    );
  }
  return <Frame />;
}

function Frame() {
  const { t } = useTranslation('shell');
  const live = useLiveChanges();
  const [menu, { toggle, close }] = useDisclosure(false);
  const [palette, { open: open_palette, close: close_palette }] = useDisclosure(false);
  // Also while a text is being written.
  useHotkeys([['mod+K', open_palette]], []);
  const { data: actor } = useQuery(me_query);
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: true } }}
      footer={{ height: { base: 60, sm: 0 } }}
      padding={{ base: 'md', sm: 'xl' }}
    >
      <a className="skip-link" href="#main">{t('skip')}</a>
      <AppShell.Header bg="var(--surface)" px="md">
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap" miw={0}>
            <Burger hiddenFrom="sm" size="sm" opened={menu} onClick={toggle}
              aria-label={t('menu')} />
            <Link to="/" className="brand" aria-label="Nguồn">
              <img src="/icon.svg" alt="" width={30} height={30} />
            </Link>
            <Text fw={600} truncate>{actor?.unit.name}</Text>
          </Group>
          <Group gap="sm" wrap="nowrap">
            <ActionIcon variant="subtle" size={40} aria-label={t('palette.open')}
              aria-keyshortcuts="Control+K" onClick={open_palette}>
              <IconSearch size={20} />
            </ActionIcon>
            <AccountMenu live={live} />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" bg="var(--surface)" visibleFrom="sm">
        <nav aria-label={t('navigation')}><NavLinks /></nav>
      </AppShell.Navbar>
      {menu && <Suspense><PhoneMenu on_close={close} /></Suspense>}
      {palette && <Suspense><CommandPalette on_close={close_palette} /></Suspense>}
      <AppShell.Main id="main" tabIndex={-1}>
        <EmergencyBand />
        <Outlet />
      </AppShell.Main>
      <AppShell.Footer hiddenFrom="sm" bg="var(--surface)">
        <nav className="tab-bar" aria-label={t('navigation_short')}>
          <TabBar places={main_places.slice(0, 5)} />
        </nav>
      </AppShell.Footer>
    </AppShell>
  );
}
