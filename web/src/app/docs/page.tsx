import type { Metadata } from "next";
import Link from "next/link";
import { Logo } from "@/components/icons";
import styles from "@/docs/docs.module.css";
import { EndpointView } from "@/docs/endpoint-view";
import { endpointsOf, readOpenApi } from "@/docs/openapi";
import { Phrase, Prose } from "@/docs/prose";
import { SchemaFields, SchemaLine } from "@/docs/schema-view";

export const metadata: Metadata = { title: "Caravan API" };

export default async function DocsPage() {
  const api = await readOpenApi();
  return (
    <div className={styles.page}>
      <a className="skip-link" href="#content">
        Skip to the content
      </a>
      <nav className={styles.nav} aria-label="Contents" tabIndex={0}>
        <Link className={styles.brand} href="/" prefetch={false}>
          <Logo />
          {api.info.title}
        </Link>
        {api.tags.map((tag) => (
          <section key={tag.name}>
            <h2>
              <a href={`#${tag.name}`}>{tag.name}</a>
            </h2>
            <ul>
              {endpointsOf(api, tag.name).map(({ operation }) => (
                <li key={operation.operationId}>
                  <a href={`#${operation.operationId}`}>{operation.summary}</a>
                </li>
              ))}
            </ul>
          </section>
        ))}
        <section>
          <h2>
            <a href="#schemas">schemas</a>
          </h2>
        </section>
      </nav>
      <main id="content" className={styles.content} tabIndex={-1}>
        <h1>{api.info.title} API</h1>
        <p className={styles.summary}>
          {api.info.summary} Version {api.info.version}, <a href="/openapi.yaml">as an OpenAPI document</a>.
        </p>
        <Prose text={api.info.description} />
        {api.tags.map((tag) => (
          <section key={tag.name} id={tag.name}>
            <h2>{tag.name}</h2>
            <p>{tag.description}</p>
            {endpointsOf(api, tag.name).map((endpoint) => (
              <EndpointView key={endpoint.operation.operationId} api={api} endpoint={endpoint} />
            ))}
          </section>
        ))}
        <section id="schemas">
          <h2>schemas</h2>
          {Object.entries(api.components.schemas).map(([name, schema]) => (
            <article key={name} id={`schema-${name}`} className={styles.schema}>
              <h3>{name}</h3>
              {schema.description ? <Prose text={schema.description} /> : null}
              {schema.properties ? (
                <SchemaFields schema={schema} />
              ) : (
                <p>
                  <SchemaLine schema={schema} />
                </p>
              )}
              {schema.pattern ? (
                <p>
                  Matches <Phrase text={`\`${schema.pattern}\``} />
                </p>
              ) : null}
            </article>
          ))}
        </section>
      </main>
    </div>
  );
}
