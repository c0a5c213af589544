#pragma once

#include <google/firestore/v1/firestore.pb.h>
#include <memory>
#include <string>
#include <vector>

#include "adapters/firestore/document.hpp"

// Between this adapter's values and the protocol's messages.
namespace caravan::firestore {

namespace v1 = google::firestore::v1;

// `root` is what stands before a path in a document's name: "projects/p/databases/d/documents/".
std::shared_ptr<const v1::BatchWriteRequest> write_request(const std::string& database,
                                                           const std::string& root,
                                                           std::vector<Write> writes);
std::shared_ptr<const v1::BatchGetDocumentsRequest> read_request(const std::string& database,
                                                                 const std::string& root,
                                                                 const std::vector<Read>& reads);

// The writes from `begin` up to and without `end` as a request of their own.
std::shared_ptr<const v1::BatchWriteRequest> part_of(const v1::BatchWriteRequest& request, int begin,
                                                     int end);

// One for each write of the request. An answer that lacks some leaves those unknown.
std::vector<Written> outcomes(const v1::BatchWriteRequest& request, const v1::BatchWriteResponse& response);

Document to_document(const v1::Document& document);

}  // namespace caravan::firestore
