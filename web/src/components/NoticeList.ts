/** By itself, so that it can be fetched by itself. */
export { Notifications as NoticeList } from '@mantine/notifications';
