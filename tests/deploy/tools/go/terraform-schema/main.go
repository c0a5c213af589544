// terraform-schema is a Terraform provider that knows what a provider's resources look like, and nothing else: Terraform
// validates a configuration against it, and tests it with mocks, without the provider itself and without a cloud.
//
// It serves the file schema.json that lies beside the name it was started by, so that one program stands in for several
// providers. A plan or an apply that is not mocked fails.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tfprotov5/tf5server"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

type attribute struct {
	Type      json.RawMessage `json:"type"`
	Required  bool            `json:"required"`
	Optional  bool            `json:"optional"`
	Computed  bool            `json:"computed"`
	WriteOnly bool            `json:"write_only"`
}

type nestedBlock struct {
	Nesting string `json:"nesting"`
	Least   int64  `json:"least"`
	Most    int64  `json:"most"`
	Block   block  `json:"block"`
}

type block struct {
	Attributes map[string]attribute   `json:"attributes"`
	Blocks     map[string]nestedBlock `json:"blocks"`
}

type schemas struct {
	Provider    block            `json:"provider"`
	Resources   map[string]block `json:"resources"`
	DataSources map[string]block `json:"data_sources"`
}

var nestings = map[string]tfprotov5.SchemaNestedBlockNestingMode{
	"list":   tfprotov5.SchemaNestedBlockNestingModeList,
	"set":    tfprotov5.SchemaNestedBlockNestingModeSet,
	"single": tfprotov5.SchemaNestedBlockNestingModeSingle,
}

func schemaBlock(from block) (*tfprotov5.SchemaBlock, error) {
	made := &tfprotov5.SchemaBlock{}
	for name, a := range from.Attributes {
		// The only reader of a type's JSON that there is; it is marked as one that providers do not need.
		kind, err := tftypes.ParseJSONType(a.Type) //nolint:staticcheck
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		made.Attributes = append(made.Attributes, &tfprotov5.SchemaAttribute{
			Name: name, Type: kind, Required: a.Required, Optional: a.Optional, Computed: a.Computed, WriteOnly: a.WriteOnly,
		})
	}
	for name, nested := range from.Blocks {
		nesting, known := nestings[nested.Nesting]
		if !known {
			return nil, fmt.Errorf("%s: no nesting %q", name, nested.Nesting)
		}
		inner, err := schemaBlock(nested.Block)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		made.BlockTypes = append(made.BlockTypes, &tfprotov5.SchemaNestedBlock{
			TypeName: name, Nesting: nesting, Block: inner, MinItems: nested.Least, MaxItems: nested.Most,
		})
	}
	return made, nil
}

func schemasOf(blocks map[string]block) (map[string]*tfprotov5.Schema, error) {
	made := map[string]*tfprotov5.Schema{}
	for name, from := range blocks {
		inner, err := schemaBlock(from)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		made[name] = &tfprotov5.Schema{Block: inner}
	}
	return made, nil
}

func read(file string) (*tfprotov5.GetProviderSchemaResponse, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var all schemas
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, err
	}
	provider, err := schemaBlock(all.Provider)
	if err != nil {
		return nil, err
	}
	resources, err := schemasOf(all.Resources)
	if err != nil {
		return nil, err
	}
	dataSources, err := schemasOf(all.DataSources)
	if err != nil {
		return nil, err
	}
	return &tfprotov5.GetProviderSchemaResponse{
		Provider: &tfprotov5.Schema{Block: provider}, ResourceSchemas: resources, DataSourceSchemas: dataSources,
	}, nil
}

// schemaOnly answers what validation and mocks ask; the embedded interface is nil, and whatever else is asked ends the program.
type schemaOnly struct {
	tfprotov5.ProviderServer
	schemas *tfprotov5.GetProviderSchemaResponse
}

func (s schemaOnly) GetProviderSchema(context.Context, *tfprotov5.GetProviderSchemaRequest) (
	*tfprotov5.GetProviderSchemaResponse, error) {
	return s.schemas, nil
}

func (schemaOnly) GetResourceIdentitySchemas(context.Context, *tfprotov5.GetResourceIdentitySchemasRequest) (
	*tfprotov5.GetResourceIdentitySchemasResponse, error) {
	return &tfprotov5.GetResourceIdentitySchemasResponse{}, nil
}

func (schemaOnly) PrepareProviderConfig(_ context.Context, request *tfprotov5.PrepareProviderConfigRequest) (
	*tfprotov5.PrepareProviderConfigResponse, error) {
	return &tfprotov5.PrepareProviderConfigResponse{PreparedConfig: request.Config}, nil
}

func (schemaOnly) ValidateResourceTypeConfig(context.Context, *tfprotov5.ValidateResourceTypeConfigRequest) (
	*tfprotov5.ValidateResourceTypeConfigResponse, error) {
	return &tfprotov5.ValidateResourceTypeConfigResponse{}, nil
}

func (schemaOnly) ValidateDataSourceConfig(context.Context, *tfprotov5.ValidateDataSourceConfigRequest) (
	*tfprotov5.ValidateDataSourceConfigResponse, error) {
	return &tfprotov5.ValidateDataSourceConfigResponse{}, nil
}

func (schemaOnly) ConfigureProvider(context.Context, *tfprotov5.ConfigureProviderRequest) (
	*tfprotov5.ConfigureProviderResponse, error) {
	return nil, errors.New("this provider is a schema alone: mock it")
}

func (schemaOnly) StopProvider(context.Context, *tfprotov5.StopProviderRequest) (*tfprotov5.StopProviderResponse, error) {
	return &tfprotov5.StopProviderResponse{}, nil
}

func main() {
	answer, err := read(filepath.Join(filepath.Dir(os.Args[0]), "schema.json"))
	if err != nil {
		log.Fatal(err)
	}
	// The name is only shown when a provider is debugged.
	if err := tf5server.Serve("registry.terraform.io/hashicorp/google", func() tfprotov5.ProviderServer {
		return schemaOnly{schemas: answer}
	}); err != nil {
		log.Fatal(err)
	}
}
