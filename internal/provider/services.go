// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/netstatus/terraform-provider-netstatus/internal/cloudflare"
	"github.com/netstatus/terraform-provider-netstatus/internal/qumulo"
)

// services is what data sources and ephemeral resources get from the provider: a
// client for each service, made when first asked for, so that a configuration
// that uses one service needs nothing for the other.
type services struct {
	qumulo     func() (*service[*qumulo.Client], diag.Diagnostics)
	cloudflare func() (*service[*cloudflare.Client], diag.Diagnostics)
	// accountID is the Cloudflare account where an object names none.
	accountID func() (string, diag.Diagnostics)
}

// service is a client with what its diagnostics need.
type service[C any] struct {
	client C
	terms  terms
}

func newServices(model providerModel, getenv func(string) string, userAgent string) *services {
	return &services{
		qumulo: sync.OnceValues(func() (*service[*qumulo.Client], diag.Diagnostics) {
			s := &settings{model: model, getenv: getenv}
			options := s.qumulo()
			if s.diags.HasError() {
				return nil, s.diags
			}
			options.Transport.UserAgent = userAgent
			client, err := qumulo.New(options)
			if err != nil {
				s.diags.Append(invalidSetting(setting{path.Root("qumulo").AtName("ca_certificate"), "QUMULO_CA_CERTIFICATE"}, true, err))
			}
			return &service[*qumulo.Client]{client, qumuloTerms(s.used)}, s.diags
		}),
		cloudflare: sync.OnceValues(func() (*service[*cloudflare.Client], diag.Diagnostics) {
			s := &settings{model: model, getenv: getenv}
			options := s.cloudflare()
			if s.diags.HasError() {
				return nil, s.diags
			}
			options.Transport.UserAgent = userAgent
			return &service[*cloudflare.Client]{cloudflare.New(options), cloudflareTerms(s.used)}, s.diags
		}),
		accountID: sync.OnceValues(func() (string, diag.Diagnostics) {
			s := &settings{model: model, getenv: getenv}
			return s.accountID(), s.diags
		}),
	}
}

// servicesFrom takes the services out of what Configure handed over. They are nil
// while Terraform only validates.
func servicesFrom(providerData any) (*services, diag.Diagnostics) {
	if providerData == nil {
		return nil, nil
	}
	s, ok := providerData.(*services)
	if !ok {
		return nil, diag.Diagnostics{wrongProviderData(providerData)}
	}
	return s, nil
}
