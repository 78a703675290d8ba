import { client, unwrap } from '../../api/client';
import type { components } from '../../api/schema';

type Schemas = components['schemas'];
export type Alarm = Schemas['AlarmsAlarm'];
export type AlarmWithNotices = Schemas['AlarmsAlarmWithNotices'];
export type AlarmNotice = Schemas['AlarmsNotice'];
export type AlarmState = Schemas['AlarmsState'];
export type Channel = Schemas['AlarmsChannel'];
/** Who is told of the alarms of an area; the secret of a web hook is there only when it is made. */
export type Contact = Schemas['AlarmsContact'];

const at = (id: string) => ({ params: { path: { id } } });

export const alarms = (state: AlarmState | undefined, after?: string, limit = 50) =>
  unwrap(client.GET('/api/v1/alarms', {
    params: { query: { limit, ...(state ? { state } : {}), ...(after ? { after } : {}) } },
  }));
export const alarm = (id: string) => unwrap(client.GET('/api/v1/alarms/{id}', at(id)));
export const acknowledge = (id: string, note: string) =>
  unwrap(client.POST('/api/v1/alarms/{id}/acknowledge', { ...at(id), body: { note } }));

export const contacts = () => unwrap(client.GET('/api/v1/alarm-contacts'));
export const add_contact = (body: Schemas['AlarmsNewContact']) =>
  unwrap(client.POST('/api/v1/alarm-contacts', { body }));
export const remove_contact = (id: string) =>
  unwrap(client.DELETE('/api/v1/alarm-contacts/{id}', at(id)));
