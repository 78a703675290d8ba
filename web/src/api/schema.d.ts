interface Operation {
  parameters: { query?: any; header?: any; path?: any; cookie?: any };
  requestBody?: { content: { 'application/json': any } };
  responses: { 200: { headers: any; content: { 'application/json': any } } };
}
export interface paths {
  [path: string]: {
    get: Operation; put: Operation; post: Operation; patch: Operation; delete: Operation;
  };
}
