import { Fragment, type ReactNode } from "react";
import { refName, type Schema } from "./openapi";
import { Phrase } from "./prose";

// A schema in a line: what it is, then what bounds it.
export function SchemaLine({ schema }: { schema: Schema }) {
  const bounds = boundsOf(schema);
  return (
    <>
      <SchemaName schema={schema} />
      {bounds.length > 0 ? <>, {bounds.join(", ")}</> : null}
    </>
  );
}

export function SchemaFields({ schema }: { schema: Schema }) {
  return (
    <dl>
      {Object.entries(schema.properties ?? {}).map(([name, field]) => (
        <Fragment key={name}>
          <dt>
            <code>{name}</code>
            {schema.required?.includes(name) ? null : <em> optional</em>}
          </dt>
          <dd>
            <SchemaLine schema={field} />
            {field.description ? (
              <>
                {". "}
                <Phrase text={field.description.trim()} />
              </>
            ) : null}
            {field.items?.properties ? <SchemaFields schema={field.items} /> : null}
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}

function SchemaName({ schema }: { schema: Schema }): ReactNode {
  if (schema.$ref) {
    const name = refName(schema.$ref);
    return <a href={`#schema-${name}`}>{name}</a>;
  }
  if (schema.anyOf) {
    return schema.anyOf.map((choice, at) => (
      <Fragment key={at}>
        {at > 0 ? " or " : null}
        <SchemaName schema={choice} />
      </Fragment>
    ));
  }
  if (schema.const !== undefined) return <code>{JSON.stringify(schema.const)}</code>;
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" or ");
  if (schema.items)
    return (
      <>
        array of <SchemaName schema={schema.items} />
      </>
    );
  const type = typeof schema.type === "string" ? schema.type : (schema.type ?? ["anything"]).join(" or ");
  return schema.format ? `${type} (${schema.format})` : type;
}

function boundsOf(schema: Schema): readonly string[] {
  const bounds: string[] = [];
  const range = (min: number | undefined, max: number | undefined, unit: string) => {
    if (min !== undefined && max !== undefined) bounds.push(min === max ? `${min}${unit}` : `${min} to ${max}${unit}`);
    else if (min !== undefined) bounds.push(`at least ${min}${unit}`);
    else if (max !== undefined) bounds.push(`at most ${max}${unit}`);
  };
  range(schema.minimum, schema.maximum, "");
  range(schema.minLength, schema.maxLength, " characters");
  range(schema.minItems, schema.maxItems, " items");
  if (schema.default !== undefined) bounds.push(`default ${JSON.stringify(schema.default)}`);
  return bounds;
}
