import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";

// The parts of an OpenAPI 3.1 document that the API page shows.
export interface OpenApi {
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly summary: string;
    readonly description: string;
  };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly security: readonly object[];
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly responses: Readonly<Record<string, Response>>;
    readonly parameters: Readonly<Record<string, Parameter>>;
    readonly headers: Readonly<Record<string, Header>>;
  };
}

export type PathItem = Readonly<Partial<Record<Method, Operation>>> & {
  readonly parameters?: readonly OrRef<Parameter>[];
};
export type Method = "get" | "post" | "delete";
export type OrRef<T> = T | { readonly $ref: string };

export interface Operation {
  readonly tags: readonly string[];
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly security?: readonly object[];
  readonly parameters?: readonly OrRef<Parameter>[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, OrRef<Response>>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

export interface Response {
  readonly description: string;
  readonly headers?: Readonly<Record<string, OrRef<Header>>>;
  readonly content?: Content;
}

export interface Header {
  readonly description: string;
  readonly schema: Schema;
}

export type Content = Readonly<Record<string, MediaType>>;

export interface MediaType {
  readonly schema: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly format?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
}

export interface Endpoint {
  readonly method: Method;
  readonly path: string;
  readonly operation: Operation;
  readonly parameters: readonly Parameter[];
  readonly needsToken: boolean;
}

// Runs while the site is built; the page that readers get is plain HTML.
export async function readOpenApi(): Promise<OpenApi> {
  return parse(await readFile(join(process.cwd(), "..", "api", "openapi.yaml"), "utf8")) as OpenApi;
}

export function endpointsOf(api: OpenApi, tag: string): readonly Endpoint[] {
  return Object.entries(api.paths).flatMap(([path, item]) =>
    (["get", "post", "delete"] as const).flatMap((method) => {
      const operation = item[method];
      if (!operation?.tags.includes(tag)) return [];
      const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((parameter) =>
        "$ref" in parameter ? found(api.components.parameters, parameter.$ref) : parameter,
      );
      return [{ method, path, operation, parameters, needsToken: (operation.security ?? api.security).length > 0 }];
    }),
  );
}

export function responsesOf(api: OpenApi, operation: Operation): readonly (readonly [string, Response])[] {
  return Object.entries(operation.responses).map(
    ([status, response]) =>
      [status, "$ref" in response ? found(api.components.responses, response.$ref) : response] as const,
  );
}

export function headersOf(api: OpenApi, response: Response): readonly (readonly [string, Header])[] {
  return Object.entries(response.headers ?? {}).map(
    ([name, header]) => [name, "$ref" in header ? found(api.components.headers, header.$ref) : header] as const,
  );
}

export function refName(ref: string): string {
  return ref.slice(ref.lastIndexOf("/") + 1);
}

function found<T>(named: Readonly<Record<string, T>>, ref: string): T {
  const value = named[refName(ref)];
  if (value === undefined) throw new Error(`The document has no ${ref}`);
  return value;
}
