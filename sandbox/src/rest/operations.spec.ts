import { figmaOpenApi } from '../testing/client.js';
import { OPERATIONS } from './rest.routes.js';

/** The table of operations against Figma's OpenAPI file, row by row. */
describe.each(OPERATIONS)('$operationId', (operation) => {
  const declared = figmaOpenApi().operations.find((one) => one.operationId === operation.operationId)!;

  it('has the method and path that Figma documents', () => {
    expect(`${operation.method} ${operation.path.replace(/:(\w+)/g, '{$1}')}`).toBe(
      `${declared.method} ${declared.path}`,
    );
  });

  it('asks for the scope that Figma documents', () => {
    expect(declared.scopes).toContain(operation.scope);
  });

  it('takes the deprecated umbrella scope exactly where Figma does', () => {
    expect(declared.scopes.includes('files:read')).toBe(operation.takesFilesRead);
  });

  it('refuses bad requests in the shape that Figma documents', () => {
    const schema = declared.responses['400']?.$ref;
    if (!schema) return;
    expect(operation.badRequest ?? 'err').toBe(schema.endsWith('WithErrorBoolean') ? 'message' : 'err');
  });
});

it('has no operation twice', () => {
  expect(new Set(OPERATIONS.map(({ operationId }) => operationId)).size).toBe(OPERATIONS.length);
});
