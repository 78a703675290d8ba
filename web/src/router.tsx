import {
  createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet,
} from '@tanstack/react-router';
import { Waiting } from './components/Loading';
import { audit_view_of } from './features/audit/audit_view';
import { view_of } from './features/content/bulletin_view';
import { device_tab_of, device_view_of } from './features/devices/device_view';
import { heard_view_of } from './features/dry_run/heard';
import { people_view_of } from './features/people/people_view';
import { Shell } from './features/shell/Shell';

const root = createRootRoute({
  component: Outlet,
  notFoundComponent: lazyRouteComponent(() => import('./features/shell/NotFound'), 'NotFound'),
});
const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
/** Settings are those of the own unit, or of a place below that the address names. */
const of_area = (search: Record<string, unknown>): { area?: string } =>
  (typeof search.area === 'string' || typeof search.area === 'number'
    ? { area: String(search.area) } : {});

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('./features/identity/SetupPage'), 'SetupPage'),
});
const sign_in = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('./features/identity/SignInPage'), 'SignInPage'),
});
const set_password = createRoute({
  getParentRoute: () => root,
  path: '/set-password',
  component: lazyRouteComponent(
    () => import('./features/identity/SetPasswordPage'), 'SetPasswordPage'),
});
const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell });

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  component: lazyRouteComponent(() => import('./features/home/HomePage'), 'HomePage'),
});
const bulletins = createRoute({
  getParentRoute: () => shell,
  path: '/bulletins',
  validateSearch: view_of,
  component: lazyRouteComponent(() => import('./features/content/BulletinList'), 'BulletinList'),
});
const emergency = createRoute({
  getParentRoute: () => shell,
  path: '/emergency',
  component: lazyRouteComponent(
    () => import('./features/emergency/EmergencyPage'), 'EmergencyPage'),
});
const raise = createRoute({
  getParentRoute: () => shell,
  path: '/emergency/raise',
  validateSearch: (search): { mode?: 'exercise' } =>
    (search.mode === 'exercise' ? { mode: 'exercise' } : {}),
  component: lazyRouteComponent(() => import('./features/emergency/RaisePage'), 'RaisePage'),
});
const emergency_templates = createRoute({
  getParentRoute: () => shell,
  path: '/emergency/templates',
  component: lazyRouteComponent(
    () => import('./features/emergency/TemplatesPage'), 'TemplatesPage'),
});
const emergency_status = createRoute({
  getParentRoute: () => shell,
  path: '/emergency/$id',
  component: lazyRouteComponent(() => import('./features/emergency/StatusPage'), 'StatusPage'),
});
const new_bulletin = createRoute({
  getParentRoute: () => shell,
  path: '/bulletins/new',
  validateSearch: (search): { class?: 'emergency' } =>
    (search.class === 'emergency' ? { class: 'emergency' } : {}),
  component: lazyRouteComponent(() => import('./features/content/NewBulletin'), 'NewBulletin'),
});
const bulletin_templates = createRoute({
  getParentRoute: () => shell,
  path: '/bulletins/templates',
  component: lazyRouteComponent(
    () => import('./features/templates/TemplatesPage'), 'TemplatesPage'),
});
const bulletin = createRoute({
  getParentRoute: () => shell,
  path: '/bulletins/$id',
  validateSearch: (search): { step?: string } => ({ step: text(search.step) }),
  component: lazyRouteComponent(() => import('./features/content/BulletinPage'), 'BulletinPage'),
});
const schedule = createRoute({
  getParentRoute: () => shell,
  path: '/schedule',
  component: lazyRouteComponent(() => import('./features/schedule/SchedulePage'), 'SchedulePage'),
});
const new_programme = createRoute({
  getParentRoute: () => shell,
  path: '/schedule/new',
  validateSearch: (search): { bulletin?: string; copy?: string; date?: string } => ({
    bulletin: text(search.bulletin), copy: text(search.copy), date: text(search.date),
  }),
  component: lazyRouteComponent(
    () => import('./features/schedule/ProgrammeEditor'), 'ProgrammeEditor'),
});
const programme = createRoute({
  getParentRoute: () => shell,
  path: '/schedule/$id',
  component: lazyRouteComponent(
    () => import('./features/schedule/ProgrammeEditor'), 'EditProgramme'),
});
const rules = createRoute({
  getParentRoute: () => shell,
  path: '/schedule/rules',
  validateSearch: of_area,
  component: lazyRouteComponent(() => import('./features/schedule/RulesPage'), 'RulesPage'),
});
const heard = createRoute({
  getParentRoute: () => shell,
  path: '/schedule/heard',
  validateSearch: heard_view_of,
  component: lazyRouteComponent(() => import('./features/dry_run/HeardPage'), 'HeardPage'),
});
const approval = createRoute({
  getParentRoute: () => shell,
  path: '/approval',
  validateSearch: of_area,
  component: lazyRouteComponent(
    () => import('./features/content/ApprovalRulePage'), 'ApprovalRulePage'),
});
const runs = createRoute({
  getParentRoute: () => shell,
  path: '/runs',
  component: lazyRouteComponent(() => import('./features/broadcast/RunList'), 'RunList'),
});
const run = createRoute({
  getParentRoute: () => shell,
  path: '/runs/$id',
  component: lazyRouteComponent(() => import('./features/broadcast/RunPage'), 'RunPage'),
});
const run_why = createRoute({
  getParentRoute: () => shell,
  path: '/runs/$id/why',
  component: lazyRouteComponent(() => import('./features/broadcast/RunWhyPage'), 'RunWhyPage'),
});
const live = createRoute({
  getParentRoute: () => shell,
  path: '/live',
  component: lazyRouteComponent(() => import('./features/live/LivePage'), 'LivePage'),
});
const stations = createRoute({
  getParentRoute: () => shell,
  path: '/live/stations',
  component: lazyRouteComponent(() => import('./features/relay/StationsPage'), 'StationsPage'),
});
const devices = createRoute({
  getParentRoute: () => shell,
  path: '/devices',
  validateSearch: device_view_of,
  component: lazyRouteComponent(() => import('./features/devices/DeviceList'), 'DeviceList'),
});
const new_device = createRoute({
  getParentRoute: () => shell,
  path: '/devices/new',
  component: lazyRouteComponent(() => import('./features/devices/NewDevice'), 'NewDevice'),
});
const import_devices = createRoute({
  getParentRoute: () => shell,
  path: '/devices/import',
  component: lazyRouteComponent(() => import('./features/intake/ImportPage'), 'ImportPage'),
});
const device_groups = createRoute({
  getParentRoute: () => shell,
  path: '/devices/groups',
  component: lazyRouteComponent(() => import('./features/devices/GroupsPage'), 'GroupsPage'),
});
const device = createRoute({
  getParentRoute: () => shell,
  path: '/devices/$id',
  validateSearch: device_tab_of,
  component: lazyRouteComponent(() => import('./features/devices/DevicePage'), 'DevicePage'),
});
const alarms = createRoute({
  getParentRoute: () => shell,
  path: '/alarms',
  component: lazyRouteComponent(() => import('./features/alarms/AlarmList'), 'AlarmList'),
});
const alarm = createRoute({
  getParentRoute: () => shell,
  path: '/alarms/$id',
  component: lazyRouteComponent(() => import('./features/alarms/AlarmPage'), 'AlarmPage'),
});
const undelivered = createRoute({
  getParentRoute: () => shell,
  path: '/undelivered',
  component: lazyRouteComponent(
    () => import('./features/undelivered/UndeliveredPage'), 'UndeliveredPage'),
});
const device_why = createRoute({
  getParentRoute: () => shell,
  path: '/devices/$id/why',
  validateSearch: (search): { at?: number } =>
    (typeof search.at === 'number' ? { at: search.at } : {}),
  component: lazyRouteComponent(
    () => import('./features/broadcast/DeviceWhyPage'), 'DeviceWhyPage'),
});
const people = createRoute({
  getParentRoute: () => shell,
  path: '/people',
  validateSearch: people_view_of,
  component: lazyRouteComponent(() => import('./features/people/PeoplePage'), 'PeoplePage'),
});
const person = createRoute({
  getParentRoute: () => shell,
  path: '/people/$id',
  component: lazyRouteComponent(() => import('./features/people/PersonPage'), 'PersonPage'),
});
const units = createRoute({
  getParentRoute: () => shell,
  path: '/units',
  validateSearch: of_area,
  component: lazyRouteComponent(() => import('./features/people/UnitsPage'), 'UnitsPage'),
});
const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  validateSearch: of_area,
  component: lazyRouteComponent(() => import('./features/settings/SettingsPage'), 'SettingsPage'),
});
const account = createRoute({
  getParentRoute: () => shell,
  path: '/account',
  component: lazyRouteComponent(() => import('./features/identity/AccountPage'), 'AccountPage'),
});
const dictionary = createRoute({
  getParentRoute: () => shell,
  path: '/dictionary',
  validateSearch: of_area,
  component: lazyRouteComponent(() => import('./features/speech/DictionaryPage'), 'DictionaryPage'),
});
const audit = createRoute({
  getParentRoute: () => shell,
  path: '/audit',
  validateSearch: audit_view_of,
  component: lazyRouteComponent(() => import('./features/audit/AuditPage'), 'AuditPage'),
});
const updates = createRoute({
  getParentRoute: () => shell,
  path: '/updates',
  component: lazyRouteComponent(() => import('./features/updates/UpdatesPage'), 'UpdatesPage'),
});
const keys = createRoute({
  getParentRoute: () => shell,
  path: '/keys',
  component: lazyRouteComponent(() => import('./features/keys/KeysPage'), 'KeysPage'),
});

// The gallery is for those who build the console; an installed one does not carry it.
const gallery = import.meta.env.DEV || import.meta.env.MODE === 'demo'
  ? [createRoute({
    getParentRoute: () => root,
    path: '/gallery',
    component: lazyRouteComponent(() => import('./features/gallery/GalleryPage'), 'GalleryPage'),
  })]
  : [];

export const router = createRouter({
  routeTree: root.addChildren([
    setup,
    sign_in,
    set_password,
    ...gallery,
    shell.addChildren([
      home, emergency, raise, emergency_templates, emergency_status, live, stations,
      bulletins, new_bulletin, bulletin_templates, bulletin, schedule, new_programme, rules, heard, programme,
      approval, runs, run, run_why, devices, new_device, import_devices, device_groups, device, device_why,
      alarms, alarm, undelivered, people, person, units, settings, account, dictionary, updates, keys, audit,
    ]),
  ]),
  defaultPendingComponent: Waiting,
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
