#pragma once

#include <stddef.h>
#include <stdint.h>

// The C ABI of the bridge (src/lib.rs) over the `scylla` crate.
//
// Requests are asynchronous: `done` is called exactly once for each, on any thread, possibly before the call
// returns, with a result that the callee frees. What a request was given is copied before the call returns.
// Every function may be called from any thread; `cql_close` last. Requests that are under way then are
// answered CQL_DROPPED.
#ifdef __cplusplus
extern "C" {
#endif

typedef struct cql_client cql_client;
typedef struct cql_statement cql_statement;
typedef struct cql_result cql_result;

enum cql_code {
  CQL_OK = 0,
  CQL_FAILED = 1,             // anything else; the message tells more
  CQL_CLIENT_TIMEOUT = 2,     // no answer within the request's time
  CQL_UNAVAILABLE = 3,        // too few replicas are alive: nothing was done
  CQL_WRITE_TIMEOUT = 4,      // too few replicas confirmed: it may have been done
  CQL_READ_TIMEOUT = 5,       // too few replicas answered
  CQL_OVERLOADED = 6,         // nothing was done
  CQL_NO_CONNECTION = 7,      // nothing was sent
  CQL_BROKEN_CONNECTION = 8,  // sent, and no answer came
  CQL_INVALID = 9,            // the server, or the driver, will never take it
  CQL_DROPPED = 10,           // the driver gave it up, by a panic or because it was closed
};

// The consistency levels of the CQL protocol.
enum {
  CQL_ONE = 1,
  CQL_QUORUM = 4,
  CQL_LOCAL_QUORUM = 6,
  CQL_SERIAL = 8,
  CQL_LOCAL_SERIAL = 9,
  CQL_LOCAL_ONE = 10,
  CQL_DEFAULT_CONSISTENCY = 0xffff,  // the client's
};

enum cql_kind { CQL_NULL = 0, CQL_INT64 = 1, CQL_INT32 = 2, CQL_UUID = 3, CQL_BYTES = 4 };

typedef struct cql_value {
  uint32_t kind;
  uint32_t length;       // of CQL_BYTES
  int64_t number;        // of CQL_INT64 and CQL_INT32
  const uint8_t* bytes;  // of CQL_BYTES, and 16 of CQL_UUID
} cql_value;

typedef struct cql_bound {
  const cql_statement* statement;
  const cql_value* values;
  size_t count;
} cql_bound;

// Names of files in PEM, or null.
typedef struct cql_tls {
  const char* authorities;  // who may have signed the nodes' certificates; null: whom the system trusts
  const char* certificate;  // the client's own, null with `key`: it shows none
  const char* key;
} cql_tls;

typedef struct cql_config {
  const char* contact_points;    // "host:port,host:port"
  const char* local_datacenter;  // null: any
  const char* username;          // null with `password`: without authentication
  const char* password;
  const char* keyspace;  // whose replication the driver must know to send requests to replicas
  const cql_tls* tls;    // null: unencrypted
  uint32_t connections_per_node;
  uint32_t connect_timeout_ms;
  uint32_t request_timeout_ms;
  uint32_t
      speculative_delay_ms;  // after so long without an answer an idempotent request goes to one more node
  uint16_t consistency;
  uint16_t serial_consistency;  // CQL_SERIAL or CQL_LOCAL_SERIAL
} cql_config;

enum {
  CQL_IDEMPOTENT = 1,  // the driver may send it again to another node
  CQL_FIXED_COLUMNS =
      2,  // answers have the columns known when it was prepared: not so for conditional writes
};

typedef void (*cql_done)(void* context, cql_result* owned);

// Starts the driver's threads. Null when the system gives none.
cql_client* cql_open(uint32_t io_threads);
// Until one has succeeded, requests answer CQL_NO_CONNECTION. Afterwards the driver reconnects by itself.
void cql_connect(const cql_client*, const cql_config*, cql_done done, void* context);
void cql_prepare(const cql_client*, const char* cql, uint32_t flags, uint16_t consistency, cql_done done,
                 void* context);
void cql_query(const cql_client*, const char* cql, cql_done done, void* context);
void cql_execute(const cql_client*, const cql_bound*, cql_done done, void* context);
// Unlogged: for rows of one partition.
void cql_execute_batch(const cql_client*, const cql_bound* rows, size_t count, cql_done done, void* context);
// Waits at most this long for the driver's threads.
void cql_close(cql_client*, uint32_t timeout_ms);

void cql_statement_free(cql_statement*);

uint32_t cql_result_code(const cql_result*);
// Not terminated; lives as long as the result.
const char* cql_result_message(const cql_result*, size_t* length);
// Of a cql_prepare; the caller frees it.
cql_statement* cql_result_take_statement(cql_result*);
size_t cql_result_rows(const cql_result*);
// The length of a cell, -1 for null or outside of the result. The bytes live as long as the result.
int32_t cql_result_cell(const cql_result*, size_t row, size_t column, const uint8_t** bytes);
void cql_result_free(cql_result*);

#ifdef __cplusplus
}
#endif
